package dev.heed.onnx;

import java.util.List;

/**
 * One step of a graph.
 *
 * @param domain where the operator is defined; empty for ONNX's own
 * @param operator what is done
 * @param inputs names of values, empty where an optional one is left out
 * @param outputs names of values, empty where an optional one is not wanted
 */
record Node(
    String domain,
    String operator,
    List<String> inputs,
    List<String> outputs,
    Attributes attributes) {

  /** The operator with its domain, as messages call it. */
  String title() {
    String own = Initializer.excerpt(operator);
    return domain.isEmpty() ? own : Initializer.excerpt(domain) + "." + own;
  }
}
