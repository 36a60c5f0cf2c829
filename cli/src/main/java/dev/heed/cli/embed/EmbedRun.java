package dev.heed.cli.embed;

import dev.heed.cli.console.Console;
import dev.heed.models.Embeddings;
import dev.heed.models.Encoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Text after text into embedding after embedding, some at a time, in memory for those. */
final class EmbedRun {
  private static final int TEXTS_AT_ONCE = 128;
  private static final int CHARACTERS_AT_ONCE = 1 << 16;
  private static final long EVERY_NANOS = 100_000_000L;

  private final Encoder encoder;
  private final TextRecords records;
  private final Console console;
  private final long bytes;
  private final EmbedCount count;
  private long shown;

  /**
   * @param bytes of the whole file; 0 if nobody knows
   */
  EmbedRun(Encoder encoder, TextRecords records, long bytes, Console console) {
    this.encoder = encoder;
    this.records = records;
    this.bytes = bytes;
    this.console = console;
    this.count = new EmbedCount(encoder);
  }

  /** Takes embeddings. */
  @FunctionalInterface
  interface Target {
    /**
     * Takes those of some texts, in their order.
     *
     * @return whether it wants more
     */
    boolean add(List<TextRecord> records, Embeddings embeddings) throws IOException;
  }

  /**
   * Embeds all texts, or as many as the target wants.
   *
   * @return whether it wanted all
   */
  boolean into(Target target) throws IOException {
    console.progress("embedding…");
    try {
      boolean wanted = true;
      for (List<TextRecord> some = read(); wanted && !some.isEmpty(); some = read()) {
        Embeddings embeddings = encoder.embed(some.stream().map(TextRecord::text).toList());
        count.add(some, embeddings);
        wanted = target.add(some, embeddings);
        show();
      }
      return wanted;
    } finally {
      console.progress("");
    }
  }

  /** What was done, in one line. */
  String summary() {
    return count.summary();
  }

  private void show() {
    long now = System.nanoTime();
    if (shown == 0 || now - shown >= EVERY_NANOS) {
      shown = now;
      long done = records.lines().consumed();
      String share = bytes < done || bytes == 0 ? "" : 100 * done / bytes + " %, ";
      console.progress(share + count.rate());
    }
  }

  /** Some texts: no more than are there already, at least one unless the input ends. */
  private List<TextRecord> read() throws IOException {
    List<TextRecord> some = new ArrayList<>();
    int characters = 0;
    while (some.size() < TEXTS_AT_ONCE
        && characters < CHARACTERS_AT_ONCE
        && (some.isEmpty() || records.lines().hasMore())) {
      TextRecord next = records.next();
      if (next == null) {
        break;
      }
      some.add(next);
      characters += next.text().length();
    }
    return some;
  }
}
