package dev.heed.models.source;

import java.nio.file.Path;

/** Where the files of a model come from. Nothing is opened before an encoder loads it. */
public sealed interface ModelSource permits ModelFiles {
  /**
   * A folder with {@code config.json}, {@code tokenizer.json} and {@code model.onnx}, named and
   * written as HuggingFace does it.
   */
  static ModelSource folder(Path folder) {
    return new ModelFolder(folder);
  }

  /**
   * all-MiniLM-L6-v2 out of the artifact {@code dev.heed:heed-minilm}, which must be on the class
   * path when it is loaded.
   */
  static ModelSource miniLm() {
    return ModelArtifact.MINILM;
  }

  /**
   * bge-small-en-v1.5 out of the artifact {@code dev.heed:heed-bge-small}, which must be on the
   * class path when it is loaded.
   */
  static ModelSource bgeSmall() {
    return ModelArtifact.BGE_SMALL;
  }

  /** The model's name, or the folder. */
  String name();
}
