package dev.heed.cli.embed;

import dev.heed.models.Embeddings;
import dev.heed.models.Encoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What was embedded so far, and what of it is worth telling. */
final class EmbedCount {
  private static final int SHOWN = 5;

  private final int tokensWithoutWord;
  private final int maxTokens;
  private final long start = System.nanoTime();
  private final List<Long> firstCut = new ArrayList<>();
  private long texts;
  private long tokens;
  private long withoutWord;
  private long cut;

  EmbedCount(Encoder encoder) {
    // What stands around every text, and the prefix.
    String prefix = encoder.settings().prefix();
    this.maxTokens = encoder.maxTokens();
    this.tokensWithoutWord = encoder.tokenizer().encode(prefix, maxTokens).tokens().size();
  }

  /** Counts some texts. */
  void add(List<TextRecord> records, Embeddings embeddings) {
    for (int n = 0; n < records.size(); n++) {
      tokens += embeddings.tokens(n);
      if (embeddings.cut(n) > 0) {
        cut++;
        if (firstCut.size() < SHOWN) {
          firstCut.add(records.get(n).line());
        }
      } else if (embeddings.tokens(n) == tokensWithoutWord) {
        withoutWord++;
      }
    }
    texts += records.size();
  }

  /** How many, and how fast. */
  String rate() {
    double seconds = Math.max(1e-3, (System.nanoTime() - start) / 1e9);
    return String.format(
        Locale.ROOT,
        "%,d %s, %.1f s, %,.0f lines/s, %,.0f tokens/s",
        texts,
        texts == 1 ? "line" : "lines",
        seconds,
        texts / seconds,
        tokens / seconds);
  }

  /** What was done, in one line. */
  String summary() {
    String summary = rate();
    if (withoutWord > 0) {
      summary += "; %,d without a word, embedded as such".formatted(withoutWord);
    }
    if (cut > 0) {
      summary +=
          "; %,d cut at %d tokens: line%s %s%s"
              .formatted(
                  cut,
                  maxTokens,
                  cut == 1 ? "" : "s",
                  firstCut.stream().map(Object::toString).collect(Collectors.joining(", ")),
                  cut > SHOWN ? ", …" : "");
    }
    return summary;
  }
}
