package dev.heed.cli.explain;

import dev.heed.attention.Steps;
import dev.heed.cli.console.Drawing;
import dev.heed.cli.console.WeightsTable;
import dev.heed.tensor.Tensor;
import dev.heed.views.HeadViews;
import dev.heed.views.Labels;
import dev.heed.views.page.Page;
import dev.heed.views.page.StepsPage;
import dev.heed.views.picture.AttentionMap;
import dev.heed.views.picture.Picture;
import dev.heed.views.picture.TokenMap;

/**
 * Steps to look at: all of them as a page, the weights of the first head as a picture.
 *
 * @param labels names of queries and keys
 */
public record DrawnSteps(String title, Steps steps, Labels labels) implements Drawing {
  @Override
  public Page page() {
    return StepsPage.of(title, steps, NamedSteps.variances(steps), labels);
  }

  @Override
  public Picture picture() {
    HeadViews.Head first = HeadViews.of(steps.query(), 2).getFirst();
    Tensor weights = part(steps.weights(), first);
    Tensor masked = part(steps.masked(), first);
    Tensor kept = Tensor.zeros(weights.dtype(), weights.shape());
    for (int i = 0; i < kept.size(0); i++) {
      for (int j = 0; j < kept.size(1); j++) {
        kept.set(masked.get(i, j) == Double.NEGATIVE_INFINITY ? 0 : 1, i, j);
      }
    }
    String name = first.title().isEmpty() ? title : title + ", " + first.title();
    return TokenMap.of(name, AttentionMap.of(weights, labels).withKept(kept));
  }

  /** The weights of the first head. */
  public WeightsTable table() {
    return new WeightsTable(
        part(steps.weights(), HeadViews.of(steps.query(), 2).getFirst()), labels);
  }

  private static Tensor part(Tensor tensor, HeadViews.Head head) {
    Tensor part = tensor;
    for (int index : head.index()) {
      part = part.select(0, index);
    }
    return part;
  }
}
