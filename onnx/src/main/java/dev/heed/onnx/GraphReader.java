package dev.heed.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.heed.formats.FileException;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/** The initializers of a model's graph, renamed by the nodes that use them. */
final class GraphReader {
  private static final int GRAPH = OnnxInput.delimited(ModelProto.GRAPH_FIELD_NUMBER);
  private static final int NODE = OnnxInput.delimited(GraphProto.NODE_FIELD_NUMBER);
  private static final int INITIALIZER = OnnxInput.delimited(GraphProto.INITIALIZER_FIELD_NUMBER);
  private static final int SPARSE = OnnxInput.delimited(GraphProto.SPARSE_INITIALIZER_FIELD_NUMBER);

  /** A multiplication has a name and three operands; what is longer holds a constant. */
  private static final int LONGEST_NODE = 1 << 16;

  private static final int MOST_INITIALIZERS = 100_000;

  private final OnnxInput in;
  private final LinearNames linears = new LinearNames();
  private final List<Initializer> initializers = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  GraphReader(OnnxInput in) {
    this.in = in;
  }

  SequencedMap<String, Tensor> weights() throws IOException {
    boolean found = false;
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      if (tag == GRAPH) {
        found = true;
        graph();
      } else {
        in.skip(tag);
      }
    }
    if (!found) {
      throw in.error("holds no graph of a model: it is not an ONNX file, or was cut off");
    }
    return renamed();
  }

  private SequencedMap<String, Tensor> renamed() throws FileException {
    SequencedMap<String, Tensor> weights = new LinkedHashMap<>();
    for (Initializer initializer : initializers) {
      for (Initializer weight : linears.renamed(initializer)) {
        if (weights.putIfAbsent(weight.name(), weight.tensor()) != null) {
          in.enter(Initializer.place(initializer.name()));
          throw in.error(
              "its node calls it %s, and so is another weight"
                  .formatted(Initializer.excerpt(weight.name())));
        }
      }
    }
    return Collections.unmodifiableSequencedMap(weights);
  }

  private void graph() throws IOException {
    int outer = in.open();
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      if (tag == NODE) {
        node();
      } else if (tag == INITIALIZER) {
        initializer();
      } else if (tag == SPARSE) {
        throw in.error("has sparse initializers, which are not supported");
      } else {
        in.skip(tag);
      }
    }
    in.close(outer);
  }

  private void node() throws IOException {
    int length = in.length();
    if (length > LONGEST_NODE) {
      in.pass(length);
    } else {
      linears.note(NodeProto.parseFrom(in.bytes(length)));
    }
    if (linears.count() > MOST_INITIALIZERS) {
      throw in.error("multiplies by more than %d weights".formatted(MOST_INITIALIZERS));
    }
  }

  private void initializer() throws IOException {
    int number = names.size() + 1;
    if (number > MOST_INITIALIZERS) {
      throw in.error("has more than %d initializers".formatted(MOST_INITIALIZERS));
    }
    InitializerReader reader = new InitializerReader(in, number, true);
    Tensor tensor = reader.read(INITIALIZER);
    if (!names.add(reader.name())) {
      throw in.error("the file has two initializers of this name");
    }
    if (tensor != null) {
      initializers.add(new Initializer(reader.name(), tensor));
    }
    in.enter("");
  }
}
