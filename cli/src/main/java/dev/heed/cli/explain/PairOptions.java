package dev.heed.cli.explain;

import dev.heed.explain.Pair;
import dev.heed.multihead.Projected;
import dev.heed.views.Sentence;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say which query and which key are explained. */
final class PairOptions {
  /** Options that go with arrays alone. */
  static final List<String> ARRAY_NAMES = List.of("--batch");

  @Option(
      names = "--query",
      required = true,
      paramLabel = "TOKEN|I",
      description =
          "The query: a token by word, by name or by number from 0; sat#2 is the second sat. Of"
              + " arrays a row's number.")
  private String query = "";

  @Option(
      names = "--key",
      required = true,
      paramLabel = "TOKEN|J",
      description = "The key, in the same way.")
  private String key = "";

  @Option(
      names = "--batch",
      paramLabel = "B",
      description = "Entry of the batch in arrays, from 0 (default: 0).")
  private @Nullable Integer batch;

  /** The pair of a text's head. */
  Pair ofText(Sentence sentence, int head) {
    return new Pair(
        0, head, OneToken.find("--query", query, sentence), OneToken.find("--key", key, sentence));
  }

  /** The pair of arrays; the operator checks that they have it. */
  Pair ofArrays(Projected arrays, @Nullable Integer head) {
    return new Pair(
        batch == null ? 0 : batch,
        head == null ? 0 : head,
        row("--query", query, arrays.query().size(-2)),
        row("--key", key, arrays.key().size(-2)));
  }

  private static int row(String option, String text, int rows) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "%s %s: of arrays it is a row's number, from 0 to %d".formatted(option, text, rows - 1),
          e);
    }
  }
}
