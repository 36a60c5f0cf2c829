package dev.heed.cli.attend;

import dev.heed.attention.Attention;
import dev.heed.attention.CacheLayout;
import dev.heed.attention.KeyValueBatch;
import dev.heed.attention.KeyValueCache;
import dev.heed.attention.RotaryTable;
import dev.heed.execution.Execution;
import dev.heed.multihead.Projected;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.views.Terminal;
import dev.heed.views.TextBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One sequence that is decoded step by step, and what was seen on the way. */
final class DecodeRun {
  /** Most time of a pass for practice. */
  private static final long PRACTICE_NANOS = 3_000_000_000L;

  /** Rows of the table of growth. */
  private static final int ROWS = 8;

  private final Tensor query;
  private final Tensor key;
  private final Tensor value;
  private final CacheLayout layout;
  private final Attention attention;
  private final Tensor output;
  private final List<Step> steps = new ArrayList<>();
  private @Nullable Step prefill;

  /**
   * A step.
   *
   * @param keys in the cache after it
   * @param pages held after it
   * @param nanos of appending and attending
   */
  private record Step(int positions, int keys, int pages, long nanos) {}

  /**
   * @throws IllegalArgumentException if the arrays are not one sequence with a query for each key
   */
  DecodeRun(Projected arrays, CacheOptions options, Execution execution) {
    this.query = headed("Q", arrays.query());
    this.key = headed("K", arrays.key());
    this.value = headed("V", arrays.value());
    if (query.size(1) != key.size(1) || key.size(1) != value.size(1)) {
      throw new IllegalArgumentException(
          "Q %s, K %s and V %s differ in rows: each position has a query, a key and a value"
              .formatted(query.shape(), key.shape(), value.shape()));
    }
    int heads = key.size(0);
    this.layout = options.layout(heads, key.size(2), value.size(2), query.dtype());
    this.attention = options.attention(query.size(0)).withExecution(execution);
    this.output =
        Tensor.zeros(query.dtype(), Shape.of(query.size(0), query.size(1), value.size(2)));
  }

  private static Tensor headed(String name, Tensor tensor) {
    Tensor wide = tensor.rank() == 4 && tensor.size(0) == 1 ? tensor.select(0, 0) : tensor;
    wide = wide.rank() == 2 ? wide.unsqueeze() : wide;
    if (wide.rank() != 3) {
      throw new IllegalArgumentException(
          "%s %s: decoding follows one sequence, [heads, positions, columns]"
              .formatted(name, tensor.shape()));
    }
    return wide;
  }

  /** {@code [H, L, Dv]}. */
  Tensor output() {
    return output;
  }

  /**
   * Decodes all positions, the first ones at once; before that for practice, so that the JVM has
   * compiled what it then measures.
   */
  void run(int first, int positions) {
    long end = System.nanoTime() + PRACTICE_NANOS;
    pass(first, positions, end);
    steps.clear();
    pass(first, positions, Long.MAX_VALUE);
  }

  /** Decodes until the end or until some time. */
  private void pass(int first, int positions, long until) {
    int length = query.size(1);
    try (KeyValueCache cache = KeyValueCache.of(layout, Math.max(1, length))) {
      int done = Math.min(first, length);
      prefill = done == 0 ? null : step(cache, 0, done);
      while (done < length && System.nanoTime() < until) {
        int end = Math.min(length, done + positions);
        steps.add(step(cache, done, end));
        done = end;
      }
    }
  }

  private Step step(KeyValueCache cache, int from, int to) {
    long begun = System.nanoTime();
    cache.append(key.slice(1, from, to), value.slice(1, from, to));
    Tensor part = attention.compute(query.slice(1, from, to), KeyValueBatch.of(cache));
    long nanos = System.nanoTime() - begun;
    part.copyInto(output.slice(1, from, to));
    int pages = cache.arena().pages() - cache.arena().freePages();
    return new Step(to - from, cache.length(), pages, nanos);
  }

  /** What was seen, and how far the outputs lie from a full evaluation. */
  String shown(Terminal terminal) {
    TextBlock text = new TextBlock(terminal);
    text.heading("%d positions decoded".formatted(query.size(1)));
    text.lines(line("Heads", "%d of queries, %d of keys and values", query.size(0), key.size(0)));
    text.lines(line("Columns", "%d of keys, %d of values", key.size(2), value.size(2)));
    text.lines(line("Cache", "%s, pages of %d keys", layout.storage(), layout.pageKeys()));
    Step before = prefill;
    if (before != null) {
      text.lines(
          line("Prefill", "%d positions in %.1f ms", before.positions(), before.nanos() / 1e6));
    }
    if (!steps.isEmpty()) {
      growth(terminal, text.blank());
    }
    agreement(text.blank());
    return text.toString();
  }

  private void growth(Terminal terminal, TextBlock text) {
    String micro = terminal.unicode() ? "µs" : "us";
    text.lines("    keys   pages      cache  a step, median   longest");
    int size = Math.ceilDiv(steps.size(), ROWS);
    for (int from = 0; from < steps.size(); from += size) {
      List<Step> part = steps.subList(from, Math.min(steps.size(), from + size));
      Step last = part.getLast();
      long[] nanos = part.stream().mapToLong(Step::nanos).sorted().toArray();
      text.lines(
          String.format(
              Locale.ROOT,
              "%8d %7d %7.2f MB %12.1f %s %6.0f %s",
              last.keys(),
              last.pages(),
              (double) last.pages() * pageBytes() / (1 << 20),
              nanos[nanos.length / 2] / 1e3,
              micro,
              nanos[nanos.length - 1] / 1e3,
              micro));
    }
  }

  private long pageBytes() {
    long numbers = (long) layout.heads() * layout.pageKeys() * (key.size(2) + value.size(2));
    return numbers * layout.storage().bytes();
  }

  private void agreement(TextBlock text) {
    RotaryTable turns = layout.rotary() == null ? null : layout.rotary().table(query.size(1));
    Tensor whole =
        attention.compute(
            turns == null ? query : turns.rotate(query, 0),
            turns == null ? key : turns.rotate(key, 0),
            value);
    double[] expected = whole.toDoubleArray();
    double[] actual = output.toDoubleArray();
    double apart = 0;
    double largest = 0;
    int same = 0;
    for (int n = 0; n < expected.length; n++) {
      boolean equal = Double.compare(expected[n], actual[n]) == 0;
      same += equal ? 1 : 0;
      apart = equal ? apart : Math.max(apart, Math.abs(expected[n] - actual[n]));
      largest = Math.max(largest, Math.abs(expected[n]));
    }
    text.paragraph(
        "",
        String.format(
            Locale.ROOT,
            "Against one full causal evaluation in %s: outputs differ by at most %.2g, where the"
                + " largest is %.2g; %d of %d are equal to the bit.",
            query.dtype(),
            apart,
            largest,
            same,
            expected.length));
  }

  private static String line(String name, String format, Object... values) {
    return "%-10s ".formatted(name) + String.format(Locale.ROOT, format, values);
  }
}
