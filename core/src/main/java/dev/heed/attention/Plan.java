package dev.heed.attention;

import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import java.util.List;
import java.util.Locale;

/**
 * What one call of attention does, decided before it runs. {@link #toString} is the plan in lines.
 *
 * @param query {@code [B, H, L, D]}
 * @param key {@code [B, Hk, S, D]}
 * @param value {@code [B, Hk, S, Dv]}
 * @param dtype of the inputs and the output
 * @param computed what is computed with
 * @param tileQueries queries of a tile
 * @param tileKeys keys of a tile
 * @param queryTiles tiles of queries over all heads of the other sequences
 * @param fewQueryParts parts of the sequences of up to 8 queries and many keys: each takes a range
 *     of 2,048 keys once, in tiles of 256, for all queries of the heads that share them; threads
 *     share these and the tiles of queries
 * @param tiles pairs of tiles that are computed
 * @param partialTiles those among them with scores that are computed and then left out by a mask
 *     that is no bias
 * @param skippedTiles pairs of tiles that masks leave nothing of
 * @param multiplyAdds of q·k and weights·v in the tiles that are computed, less the blocks of 16 ×
 *     16 in them that no query reaches
 * @param bytes of queries, keys, values and output, each counted once
 * @param extraMemory bytes beside inputs and output; tiles among them are kept for calls to come
 * @param threads that may work, the caller among them
 * @param threadsReason why so many
 * @param kernels name of the kernel set
 * @param kernelsReason why that set
 * @param copies what is copied a tile at a time, and why; empty if kernels read all in place
 * @param inspection what each part of an inspection adds; empty without one
 */
public record Plan(
    Shape query,
    Shape key,
    Shape value,
    DType dtype,
    DType computed,
    int tileQueries,
    int tileKeys,
    long queryTiles,
    long fewQueryParts,
    long tiles,
    long partialTiles,
    long skippedTiles,
    long multiplyAdds,
    long bytes,
    long extraMemory,
    int threads,
    String threadsReason,
    String kernels,
    String kernelsReason,
    List<String> copies,
    List<Part> inspection) {
  private static final int NAME = 24;
  private static final int WIDTH = 80;
  private static final int MARGIN = 9;

  /**
   * What a part of an inspection adds to a call.
   *
   * @param name what is asked for
   * @param multiplyAdds on top of those of the call, at most
   * @param memory bytes of scratch, of all threads
   * @param answers bytes of the tensors that it fills
   */
  public record Part(String name, long multiplyAdds, long memory, long answers) {}

  /** Copies the lists. */
  public Plan {
    copies = List.copyOf(copies);
    inspection = List.copyOf(inspection);
  }

  /** The plan of the call alone. */
  public Plan withoutInspection() {
    return with(List.of());
  }

  Plan with(List<Part> parts) {
    return new Plan(
        query,
        key,
        value,
        dtype,
        computed,
        tileQueries,
        tileKeys,
        queryTiles,
        fewQueryParts,
        tiles,
        partialTiles,
        skippedTiles,
        multiplyAdds,
        bytes,
        extraMemory,
        threads,
        threadsReason,
        kernels,
        kernelsReason,
        copies,
        parts);
  }

  /** The plan in lines of up to 80 characters, without a line break at the end. */
  @Override
  public String toString() {
    return String.join(
            "\n",
            line("inputs", "Q %s, K %s, V %s, %s".formatted(query, key, value, dtype)),
            line("path", path()),
            line(
                "tiles",
                "%,d computed (%,d masked in part), %,d skipped"
                    .formatted(tiles, partialTiles, skippedTiles)),
            line("work", "%,d multiply-adds, %,d bytes in and out".formatted(multiplyAdds, bytes)),
            line("memory", "%,d bytes beside inputs and output".formatted(extraMemory)),
            line("threads", "%d: %s".formatted(threads, threadsReason)),
            line("kernels", "%s: %s".formatted(kernels, kernelsReason)),
            line("copies", copies.isEmpty() ? "none" : String.join("; ", copies)))
        + inspectionTable();
  }

  /** A table: what is asked for, multiply-adds, bytes of scratch, bytes of answers. */
  private String inspectionTable() {
    if (inspection.isEmpty()) {
      return "";
    }
    String row = "\n%-" + NAME + "s %17s %17s %17s";
    StringBuilder table = new StringBuilder("\n");
    table.append(
        row.formatted("asked for beside it", "multiply-adds", "bytes beside", "of answers"));
    for (Part part : inspection) {
      table.append(
          String.format(
              Locale.ROOT,
              "\n%-" + NAME + "s %,17d %,17d %,17d",
              part.name(),
              part.multiplyAdds(),
              part.memory(),
              part.answers()));
    }
    return table.toString();
  }

  private String path() {
    String tiled = "tiles of %d queries × %d keys".formatted(tileQueries, tileKeys);
    String few = "few queries, %,d parts".formatted(fewQueryParts);
    String both = queryTiles == 0 ? few : tiled + "; " + few;
    return "%s, online softmax in %s".formatted(fewQueryParts == 0 ? tiled : both, computed);
  }

  /** One line, or several that break behind commas. */
  private static String line(String name, String text) {
    StringBuilder lines = new StringBuilder("%-8s ".formatted(name));
    int column = MARGIN;
    for (String part : text.split("(?<=, )", -1)) {
      if (column > MARGIN && column + part.stripTrailing().length() > WIDTH) {
        lines.setLength(lines.length() - 1);
        lines.append('\n').append(" ".repeat(MARGIN));
        column = MARGIN;
      }
      lines.append(part);
      column += part.length();
    }
    return lines.toString();
  }
}
