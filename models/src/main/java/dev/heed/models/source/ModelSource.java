package dev.heed.models.source;

import dev.heed.formats.FileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Where the files of a model come from. Nothing is opened before an encoder loads it. */
public sealed interface ModelSource permits ModelFiles {
  /**
   * A folder with {@code config.json}, {@code tokenizer.json} and weights of a BERT encoder, named
   * and written as HuggingFace does it. The weights are {@code model.safetensors}, or several such
   * files and {@code model.safetensors.index.json}, or {@code model.onnx}, also in {@code onnx/};
   * the first of these that is there is read. {@code modules.json} and the files that go with it
   * say how an embedding is made; without it that is the mean, of length 1.
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

  /**
   * A folder if there is one of that name, else the model that comes along under it.
   *
   * @throws FileException if there is neither; the message says which models have names
   */
  static ModelSource named(String name) throws FileException {
    Path folder = Path.of(name);
    if (Files.exists(folder)) {
      return folder(folder);
    }
    for (KnownModel one : KnownModel.ALL) {
      if (one.name().equalsIgnoreCase(name)) {
        return one.source();
      }
    }
    String names = KnownModel.ALL.stream().map(KnownModel::name).collect(Collectors.joining(", "));
    throw new FileException(
        name, "", "there is no such folder, and the models with a name are " + names);
  }

  /** The models that come as artifacts beside Heed, on the class path or not. */
  static List<KnownModel> artifacts() {
    return KnownModel.ALL;
  }

  /** The model's name, or the folder. */
  String name();
}
