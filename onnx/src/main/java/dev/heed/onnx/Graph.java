package dev.heed.onnx;

import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Nodes in the order of computation, and what goes in and out of them.
 *
 * @param inputs what the graph is given
 * @param outputs names of what it gives
 * @param constants its initializers by name
 */
record Graph(
    List<Input> inputs,
    List<String> outputs,
    SequencedMap<String, Constant> constants,
    List<Node> nodes) {

  /**
   * One input of a graph.
   *
   * @param type as it is declared; null where it is not
   */
  record Input(String name, @Nullable ElementType type) {}
}
