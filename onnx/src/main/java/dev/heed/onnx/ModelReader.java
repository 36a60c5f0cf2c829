package dev.heed.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model of one node, and which version of each domain's operators it means. */
final class ModelReader {
  private final OnnxInput in;
  private final Map<String, Integer> versions = new HashMap<>();
  private @Nullable Graph graph;

  ModelReader(OnnxInput in) {
    this.in = in;
  }

  /** Reads the file and gives its graph, which has exactly one node. */
  Graph read() throws IOException {
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case ModelProto.GRAPH_FIELD_NUMBER -> graph(tag);
        case ModelProto.OPSET_IMPORT_FIELD_NUMBER -> version(tag);
        case ModelProto.FUNCTIONS_FIELD_NUMBER ->
            throw in.error("defines operators of its own (functions), which is not supported");
        default -> in.skip(tag);
      }
    }
    if (graph == null) {
      throw in.error("holds no graph of a model: it is not an ONNX file, or was cut off");
    }
    if (graph.nodes().isEmpty()) {
      throw in.error("has a graph without a node");
    }
    return graph;
  }

  /** The version that the model asks for; 0 where it does not name the domain. */
  int version(String domain) {
    return versions.getOrDefault(domain, 0);
  }

  private void graph(int tag) throws IOException {
    if (graph != null) {
      throw in.error("has two graphs");
    }
    graph = new NodeReader(in, 1).graph(tag);
  }

  private void version(int field) throws IOException {
    String domain = "";
    long version = 0;
    int outer = in.open(field);
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case OperatorSetIdProto.DOMAIN_FIELD_NUMBER -> domain = in.text(tag);
        case OperatorSetIdProto.VERSION_FIELD_NUMBER -> version = in.varint(tag);
        default -> in.skip(tag);
      }
    }
    in.close(outer);
    if (version < 1 || version > Integer.MAX_VALUE || versions.size() > 1000) {
      throw in.error(
          "asks for version %d of the operators of '%s'"
              .formatted(version, Initializer.excerpt(domain)));
    }
    String own = domain.equals("ai.onnx") ? "" : domain;
    if (versions.put(own, (int) version) != null) {
      throw in.error(
          "names the version of the operators of '%s' twice"
              .formatted(Initializer.excerpt(domain)));
    }
  }
}
