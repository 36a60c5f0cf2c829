package dev.heed.views.page;

import dev.heed.tensor.Tensor;
import dev.heed.views.HeadMeasure;
import dev.heed.views.LayerHead;
import dev.heed.views.TokenNumbers;
import dev.heed.views.picture.AttentionMap;
import dev.heed.views.picture.BarChart;
import dev.heed.views.picture.PooledMap;
import dev.heed.views.picture.TokenLinks;
import dev.heed.views.picture.TokenMap;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Pictures with their tables, ready for a page. */
public final class Figures {
  private Figures() {}

  /**
   * A {@link TokenMap}, with all weights as a table where they are few, or the largest of each
   * query.
   */
  public static Block tokenMap(String title, AttentionMap map) {
    return new Block.Figure(TokenMap.of(title, map), "", Tables.of(title, map));
  }

  /** The same for other numbers than weights, with a sentence of their own, or none. */
  public static Block tokenMap(String title, String words, AttentionMap map) {
    return new Block.Figure(TokenMap.of(title, words, map), "", Tables.of(title, map));
  }

  /**
   * {@link TokenLinks}, with the largest weights of each query as a table.
   *
   * @throws IllegalArgumentException if {@code most} is below 1
   */
  public static Block links(String title, AttentionMap map, int most) {
    return new Block.Figure(
        TokenLinks.of(title, map, most), "", Tables.topKeys(title, map, Tables.MOST_KEYS));
  }

  /** A {@link PooledMap}, with the largest cells as a table; see there for what is thrown. */
  public static Block pooled(
      String title, Tensor map, long queries, long keys, @Nullable Tensor kept) {
    return new Block.Figure(
        PooledMap.of(title, map, queries, keys, kept), "", Tables.cells(title, map, queries, keys));
  }

  /** A {@link BarChart}, with its numbers as a table. */
  public static Block bars(TokenNumbers series) {
    return new Block.Figure(BarChart.of(series), "", Tables.of(series));
  }

  /** The overview of heads that the reader can sort, and a table of all its numbers. */
  public static List<Block> heads(List<LayerHead> heads) {
    return List.of(
        new Block.Heads(heads),
        new Block.Details(
            "The numbers as a table", List.of(Tables.of(heads), new Block.Prose(meanings()))));
  }

  private static String meanings() {
    return Arrays.stream(HeadMeasure.values())
        .map(measure -> measure.title() + ": " + measure.meaning())
        .collect(Collectors.joining("; ", "", "."));
  }
}
