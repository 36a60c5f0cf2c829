package dev.heed.cli.embed;

import dev.heed.cli.console.Console;
import dev.heed.execution.Execution;
import dev.heed.formats.FileException;
import dev.heed.formats.MatrixRows;
import dev.heed.models.Encoder;
import dev.heed.similarity.Cosine;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is near one query: among texts that are embedded on the way, or among vectors of a file. */
final class QuerySearch {
  private static final int NUMBERS_AT_ONCE = 1 << 20;

  private final Tensor query;
  private final int top;
  private final Execution execution;
  private final Console console;

  /**
   * @param query the vector that others are compared with
   */
  QuerySearch(Tensor query, int top, Execution execution, Console console) {
    this.query = query;
    this.top = top;
    this.execution = execution;
    this.console = console;
  }

  /** The best texts of a file. */
  List<Match> amongTexts(TextInput input, Encoder encoder) throws IOException {
    return input.read((records, bytes) -> {
      EmbedRun run = new EmbedRun(encoder, records, bytes, console);
      BestMatches best = new BestMatches(top);
      long[] place = new long[1];
      run.into((some, embeddings) -> {
        double[] similarities = Cosine.ofRows(query, embeddings.vectors(), execution);
        for (int n = 0; n < some.size(); n++) {
          best.offer(new Match(place[0]++, similarities[n], some.get(n)));
        }
        return true;
      });
      console.error("heed: " + run.summary());
      return best.inOrder();
    });
  }

  /** The best rows of an npy matrix. */
  List<Match> amongRows(Path file, String model) throws IOException {
    return MatrixRows.read(
        file,
        rows -> {
          if (rows.columns() != query.size(0)) {
            throw new FileException(
                file.toString(),
                "",
                "has rows of %d numbers, and %s makes %d: it was made by another model"
                    .formatted(rows.columns(), model, query.size(0)));
          }
          long start = System.nanoTime();
          BestMatches best = new BestMatches(top);
          int most = Math.max(1, NUMBERS_AT_ONCE / Math.max(1, rows.columns()));
          long place = 0;
          for (Tensor some = rows.next(most); some.size(0) > 0; some = rows.next(most)) {
            for (double similarity : Cosine.ofRows(query, some, execution)) {
              best.offer(new Match(place++, similarity, null));
            }
          }
          double seconds = (System.nanoTime() - start) / 1e9;
          console.error(
              String.format(Locale.ROOT, "heed: %,d rows compared, %.1f s", rows.count(), seconds));
          return best.inOrder();
        });
  }

  /**
   * The matches with their texts.
   *
   * @param rows how many vectors there are, and so how many texts
   */
  static List<Match> withTexts(List<Match> matches, TextInput texts, Path vectors, int rows)
      throws IOException {
    return texts.read((records, bytes) -> {
      Map<Long, TextRecord> found = new HashMap<>();
      matches.forEach(match -> found.put(match.place(), new TextRecord(0, null, "")));
      long place = 0;
      for (TextRecord next = records.next(); next != null; next = records.next()) {
        TextRecord text = next;
        found.computeIfPresent(place, (wanted, empty) -> text);
        place++;
      }
      if (place != rows) {
        throw new FileException(
            records.lines().file(),
            "",
            "holds %,d texts, and %s %,d rows: they belong to each other, one to one"
                .formatted(place, vectors, rows));
      }
      return matches.stream()
          .map(match -> new Match(match.place(), match.similarity(), found.get(match.place())))
          .toList();
    });
  }
}
