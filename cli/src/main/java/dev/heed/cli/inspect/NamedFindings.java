package dev.heed.cli.inspect;

import dev.heed.inspection.Findings;
import dev.heed.inspection.InspectionResult;
import dev.heed.inspection.TopKeys;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an inspection found by name, as it is saved. */
final class NamedFindings {
  private NamedFindings() {}

  /** Every tensor. */
  static Map<String, Tensor> named(InspectionResult result) {
    Map<String, @Nullable Tensor> arrays = new LinkedHashMap<>();
    arrays.put("output", result.output());
    arrays.put("log_sum_exp", result.logSumExp());
    arrays.put("row_max", result.rowMaximum());
    arrays.put("entropy", result.entropy());
    arrays.put("distance", result.distance());
    result.masses().forEach((name, mass) -> arrays.put("mass_" + name, mass));
    add(arrays, "", result.weights());
    if (result.valueWeighted() != null) {
      add(arrays, "value_", result.valueWeighted());
    }
    Map<String, Tensor> found = new LinkedHashMap<>();
    arrays.forEach((name, tensor) -> {
      if (tensor != null) {
        found.put(name, tensor);
      }
    });
    return found;
  }

  private static void add(Map<String, @Nullable Tensor> arrays, String prefix, Findings findings) {
    TopKeys top = findings.topKeys();
    if (top != null) {
      arrays.put(prefix + "top_weights", top.weights());
      arrays.put(prefix + "top_keys", top.keys());
    }
    arrays.put(prefix + "received", findings.received());
    arrays.put(prefix + "map", findings.map());
    if (!findings.blocks().isEmpty()) {
      arrays.put(prefix + "rows", findings.blocks().getFirst());
    }
  }

  /** What was found in every layer, with an axis of layers in front. */
  static Map<String, Tensor> stacked(List<InspectionResult> layers) {
    Map<String, Tensor> all = new LinkedHashMap<>();
    for (int layer = 0; layer < layers.size(); layer++) {
      int place = layer;
      named(layers.get(layer))
          .forEach((name, tensor) ->
              tensor.copyInto(
                  all.computeIfAbsent(name, key -> room(tensor, layers.size())).select(0, place)));
    }
    return all;
  }

  private static Tensor room(Tensor one, int count) {
    int[] shape = new int[one.rank() + 1];
    shape[0] = count;
    for (int axis = 0; axis < one.rank(); axis++) {
      shape[axis + 1] = one.size(axis);
    }
    return Tensor.zeros(one.dtype(), Shape.of(shape));
  }
}
