package dev.heed.cli.embed;

import dev.heed.cli.console.Console;
import dev.heed.formats.JsonDocument;
import dev.heed.models.Encoder;
import dev.heed.models.tokenizer.Encoding;
import dev.heed.models.tokenizer.Token;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Line after line into embedding after embedding, a few at a time, counting what is worth telling.
 */
final class EmbedRun {
  private static final int LINES_AT_ONCE = 32;
  private static final int CHARACTERS_AT_ONCE = 1 << 14;

  private final Encoder encoder;
  private final LineReader lines;
  private final Console console;
  private final long start = System.nanoTime();
  private long done;
  private long withoutWord;
  private long cut;

  EmbedRun(Encoder encoder, LineReader lines, Console console) {
    this.encoder = encoder;
    this.lines = lines;
    this.console = console;
  }

  /** Takes embeddings. */
  @FunctionalInterface
  interface Target {
    /**
     * Takes those of some lines.
     *
     * @param first number of the first line, from 1
     * @param encodings their tokens
     * @param embeddings {@code [lines, hidden]}
     * @return whether it wants more
     */
    boolean add(long first, List<Encoding> encodings, Tensor embeddings) throws IOException;
  }

  /** Embeds all lines, or as many as the target wants. */
  void into(Target target) throws IOException {
    console.progress("embedding…");
    try {
      boolean wanted = true;
      for (List<String> texts = read(); wanted && !texts.isEmpty(); texts = read()) {
        List<Encoding> encodings = texts.stream().map(this::encoded).toList();
        wanted = target.add(done + 1, encodings, encoder.embed(texts).vectors());
        done += texts.size();
        console.progress("%,d lines, %s".formatted(done, rate()));
      }
    } finally {
      console.progress("");
    }
  }

  /** What was done, in one line. */
  String summary() {
    String summary = "%,d %s, %s".formatted(done, done == 1 ? "line" : "lines", rate());
    if (withoutWord > 0) {
      summary += "; %,d without a word, embedded as such".formatted(withoutWord);
    }
    if (cut > 0) {
      summary += "; %,d cut at %d tokens".formatted(cut, encoder.maxTokens());
    }
    return summary;
  }

  /** Writes each embedding as an object of JSON in a line of its own. */
  static void writeJson(OutputStream out, long first, List<Encoding> encodings, Tensor embeddings)
      throws IOException {
    for (int n = 0; n < encodings.size(); n++) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("line", first + n);
      fields.put("tokens", encodings.get(n).tokens().size());
      fields.put("cut", encodings.get(n).cut());
      fields.put("embedding", embeddings.select(0, n));
      JsonDocument.write(out, fields);
    }
  }

  /** Some lines: no more than are there already, at least one unless the input ends. */
  private List<String> read() throws IOException {
    List<String> texts = new ArrayList<>();
    int characters = 0;
    while (texts.size() < LINES_AT_ONCE
        && characters < CHARACTERS_AT_ONCE
        && (texts.isEmpty() || lines.hasMore())) {
      String text = lines.next();
      if (text == null) {
        break;
      }
      texts.add(text);
      characters += text.length();
    }
    return texts;
  }

  private Encoding encoded(String text) {
    Encoding encoding = encoder.tokenizer().encode(text, encoder.maxTokens());
    withoutWord += encoding.tokens().stream().allMatch(Token::frame) ? 1 : 0;
    cut += encoding.cut() > 0 ? 1 : 0;
    return encoding;
  }

  private String rate() {
    double seconds = Math.max(1e-3, (System.nanoTime() - start) / 1e9);
    return String.format(Locale.ROOT, "%.1f s, %,.0f lines/s", seconds, done / seconds);
  }
}
