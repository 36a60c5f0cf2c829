package dev.heed.cli.explain;

import dev.heed.cli.console.Drawing;
import dev.heed.explain.Explanation;
import dev.heed.explain.PrecisionTable;
import dev.heed.tensor.Tensor;
import dev.heed.views.Labels;
import dev.heed.views.TokenNumbers;
import dev.heed.views.page.ExplanationPage;
import dev.heed.views.page.Page;
import dev.heed.views.picture.BarChart;
import dev.heed.views.picture.Picture;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One pair to look at: its steps as a page, its query's weights of all keys as a picture.
 *
 * @param place what the pair is one of, {@code Layer 5, head 0}; or empty
 * @param introduction what it was computed from, in sentences
 * @param labels names of queries and keys
 * @param table null where precisions were not asked for
 * @param weights {@code [S]}; null for a page without them
 */
record DrawnExplanation(
    String place,
    List<String> introduction,
    Explanation found,
    Labels labels,
    @Nullable PrecisionTable table,
    @Nullable Tensor weights)
    implements Drawing {
  @Override
  public Page page() {
    String title = place.isEmpty() ? "One pair, step by step" : place + ": one pair, step by step";
    Page page = ExplanationPage.of(title, found, labels, table, weights);
    List<String> words = new ArrayList<>(introduction);
    words.addAll(page.introduction());
    return new Page(title, words, page.sections());
  }

  @Override
  public Picture picture() {
    return BarChart.of(TokenNumbers.weights(place, found, Objects.requireNonNull(weights), labels));
  }
}
