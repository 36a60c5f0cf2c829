package dev.heed.cli.embed;

import dev.heed.views.SafeText;
import dev.heed.views.Terminal;
import dev.heed.views.TextBlock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Models as a table, and the copies of their weights.
 *
 * @param cache the folder of the copies; null for none
 * @param copies bytes by name
 */
record ModelTable(List<ModelCard> cards, @Nullable Path cache, Map<String, Long> copies) {
  private static final int COLUMNS = 5;

  /** The table, a line a model, then the copies. */
  String text(Terminal terminal) {
    TextBlock text = new TextBlock(terminal);
    List<List<String>> rows = new ArrayList<>();
    String sizes = text.spelled("layers × heads", "layers x heads");
    rows.add(List.of("model", sizes, "dimension", "tokens", "licence"));
    cards.forEach(card -> rows.add(row(card, text)));
    int[] widths = new int[COLUMNS];
    for (List<String> row : rows) {
      for (int column = 0; column < COLUMNS; column++) {
        widths[column] = Math.max(widths[column], SafeText.columns(row.get(column)));
      }
    }
    text.heading(line(rows.getFirst(), widths));
    for (int n = 0; n < cards.size(); n++) {
      text.lines(line(rows.get(n + 1), widths));
      ModelCard card = cards.get(n);
      String place = card.sizes() == null ? "not here; it comes with " : "";
      text.paragraph("  ", place + SafeText.of(card.from()));
    }
    if (cache != null) {
      long bytes = copies.values().stream().mapToLong(size -> size).sum();
      text.blank().heading("Cache " + SafeText.of(cache.toString()));
      text.lines(
          copies.isEmpty()
              ? "empty: a model that is loaded leaves a copy here, which loads faster"
              : "%d %s, %s; they may be deleted"
                  .formatted(
                      copies.size(), copies.size() == 1 ? "copy" : "copies", megabytes(bytes)));
      copies.forEach((name, size) -> text.lines("  " + SafeText.of(name) + "  " + megabytes(size)));
    }
    return text.toString();
  }

  private static List<String> row(ModelCard card, TextBlock text) {
    String licence = Objects.requireNonNullElse(card.licence(), "unknown");
    ModelCard.Sizes sizes = card.sizes();
    if (sizes == null) {
      String none = text.spelled("–", "-");
      return List.of(card.name(), none, none, none, licence);
    }
    return List.of(
        SafeText.of(card.name()),
        text.spelled("%d × %d", "%d x %d").formatted(sizes.layers(), sizes.heads()),
        Integer.toString(sizes.dimension()),
        Integer.toString(sizes.maxTokens()),
        SafeText.of(licence));
  }

  /** Names to the left, numbers to the right. */
  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < COLUMNS; column++) {
      String blanks = " ".repeat(widths[column] - SafeText.columns(row.get(column)));
      boolean number = column >= 1 && column <= 3;
      line.append(number ? blanks + row.get(column) : row.get(column) + blanks).append("  ");
    }
    return line.toString().stripTrailing();
  }

  private static String megabytes(long bytes) {
    return "%,d MB".formatted(Math.ceilDiv(bytes, 1_000_000L));
  }
}
