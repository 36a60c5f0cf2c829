package dev.heed.models.source;

import dev.heed.formats.FileException;
import java.io.IOException;
import java.io.InputStream;

/** The files of a model, opened by name. */
public sealed interface ModelFiles extends ModelSource permits ModelFolder, ModelArtifact {
  /** What settings of a model are kept in. */
  String CONFIG = "config.json";

  /** What a tokenizer is kept in. */
  String TOKENIZER = "tokenizer.json";

  /** What weights are kept in as ONNX. */
  String ONNX = "model.onnx";

  /** Whether there is such a file, whatever can be done with it. */
  boolean has(String file);

  /** The file's content. */
  InputStream open(String file) throws IOException;

  /** What errors call a file. */
  String place(String file);

  /** All weights of a BERT encoder, by name. */
  SourceTensors weights() throws FileException;

  /** A text that is another one when any file of the weights is. */
  String identity() throws FileException;

  /** A text that tells this place from others, whatever lies there. */
  String location();
}
