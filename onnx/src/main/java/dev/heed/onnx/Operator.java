package dev.heed.onnx;

import dev.heed.execution.Execution;
import dev.heed.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/** An operator of ONNX that is attention, with its attributes read and checked. */
sealed interface Operator permits AttentionOperator, FlexAttentionOperator {
  /** The formal names of the inputs, in the order in which a node lists them. */
  List<String> inputs();

  /** The formal names of the outputs, in the order in which a node lists them. */
  List<String> outputs();

  /**
   * The wished outputs by their formal names.
   *
   * @throws IllegalArgumentException if an input is missing or does not fit
   */
  SequencedMap<String, Tensor> run(Call call);

  /**
   * The operator that a name stands for.
   *
   * @param opset the version of the domain's operators that the model asks for
   * @throws IllegalArgumentException if it is no operator of attention, of a version that is not
   *     known, or an attribute is not known or wrong
   */
  static Operator of(String domain, String operator, int opset, Attributes attributes) {
    String name = domain.isEmpty() ? operator : domain + "." + operator;
    return switch (name) {
      case "Attention" -> new AttentionOperator(opset, attributes);
      case "ai.onnx.preview.FlexAttention" -> new FlexAttentionOperator(opset, attributes);
      default ->
          throw new IllegalArgumentException(
              "the operator %s is not known here: Attention and ai.onnx.preview.FlexAttention are"
                  .formatted(Initializer.excerpt(name)));
    };
  }

  /**
   * What an operator is called with.
   *
   * @param inputs by formal name; those that are left out have no entry
   * @param wanted formal names of outputs
   * @param outer values that a graph in an attribute may name
   */
  record Call(
      Map<String, Tensor> inputs,
      Set<String> wanted,
      Map<String, Constant> outer,
      Execution execution) {
    boolean has(String name) {
      return inputs.containsKey(name);
    }

    /**
     * @throws IllegalArgumentException if the input is left out
     */
    Tensor input(String name) {
      Tensor tensor = inputs.get(name);
      if (tensor == null) {
        throw new IllegalArgumentException("the input %s is missing".formatted(name));
      }
      return tensor;
    }

    /** Refuses inputs and outputs of other names. */
    void allow(Operator operator) {
      for (String name : inputs.keySet()) {
        require(operator.inputs().contains(name), "input", name);
      }
      for (String name : wanted) {
        require(operator.outputs().contains(name), "output", name);
      }
    }

    private static void require(boolean known, String what, String name) {
      if (!known) {
        throw new IllegalArgumentException(
            "the %s %s is not known here".formatted(what, Initializer.excerpt(name)));
      }
    }
  }
}
