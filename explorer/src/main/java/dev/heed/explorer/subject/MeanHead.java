package dev.heed.explorer.subject;

import dev.heed.inspection.Inspection;
import dev.heed.inspection.InspectionResult;
import dev.heed.inspection.MeanResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The mean of the heads of some layers, one or all of each.
 *
 * @param layers the layers
 * @param head the head of each; −1 for all of them
 */
public record MeanHead(List<LayerAttention> layers, int head) implements Head {
  /** Stands for all heads. */
  public static final int ALL = -1;

  /** Copies the list. */
  public MeanHead {
    layers = List.copyOf(layers);
  }

  @Override
  public InspectionResult inspect(Inspection inspection) {
    List<InspectionResult> results = new ArrayList<>();
    for (LayerAttention layer : layers) {
      if (head == ALL) {
        InspectionResult all = layer.inspect(inspection);
        IntStream.range(0, layer.arrays().query().size(0))
            .mapToObj(all::select)
            .forEach(results::add);
      } else {
        results.add(layer.head(head).inspect(inspection));
      }
    }
    return MeanResult.of(results);
  }
}
