package dev.heed.models.source;

import dev.heed.formats.FileException;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** The files of a model, opened by name. */
public sealed interface ModelFiles extends ModelSource permits ModelFolder, ModelArtifact {
  /** What settings of a model are kept in. */
  String CONFIG = "config.json";

  /** What a tokenizer is kept in. */
  String TOKENIZER = "tokenizer.json";

  /** What weights are kept in. */
  String WEIGHTS = "model.onnx";

  /** The file's content. */
  InputStream open(String file) throws IOException;

  /** What errors call a file. */
  String place(String file);

  /** All weights by name. */
  Map<String, Tensor> weights() throws FileException;

  /** A text that is another one when the file of the weights is. */
  String identity() throws FileException;

  /** A text that tells this place from others, whatever lies there. */
  String location();
}
