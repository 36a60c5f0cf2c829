import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes the products of attention on vectors of queries: scores and weighted values, in blocks of
 * rows × vectors. Each element of a block has an accumulator of its own, which the compiler keeps in
 * registers only where no array, loop or call stands between them. Scores
 * take two steps a turn of the loop, since a turn has a price of its own; larger blocks don't gain by it.
 *
 * @param type Float or Double
 */
record TileKernels(String type) {
  /** Keys × vectors. Fewer vectors need more keys to have enough chains. */
  private static final List<Block> SCORES_BLOCKS =
      List.of(new Block(4, 4), new Block(4, 3), new Block(4, 2), new Block(8, 1));

  /** Columns of values × vectors, the larger blocks first, and what is left over. */
  private static final List<Block> VALUES_BLOCKS =
      List.of(
          new Block(6, 4),
          new Block(2, 4),
          new Block(1, 4),
          new Block(6, 3),
          new Block(2, 3),
          new Block(1, 3),
          new Block(4, 2),
          new Block(2, 2),
          new Block(1, 2),
          new Block(8, 1),
          new Block(2, 1),
          new Block(1, 1));

  private static final String CLASS =
      """
      package dev.heed.vector;

      import jdk.incubator.vector.TypeVector;
      import jdk.incubator.vector.VectorSpecies;

      /** Made by TileKernels. */
      final class TypeTileKernels {
        static final VectorSpecies<Type> SPECIES = TypeVector.SPECIES_PREFERRED;
        static final int WIDTH = SPECIES.length();
        static final int LANES = 64;

        private TypeTileKernels() {}
      METHODS
      }
      """;

  /** Keys behind the last one repeat it, and nobody reads their scores. */
  private static final String SCORES =
      """
        static void scoresRxC(
            type[] queries, int lane, int depth,
            type[] keys, int offset, int stride, int key, int count,
            type scale, type[] scores) {
          int last = key + count - 1;
          for (int j = key; j <= last; j += R) {
      ROWS
      ZEROS
            int d = 0;
            for (; d < depth - 1; d += 2) {
      STEP
      NEXT
            }
            if (d < depth) {
      STEP
            }
            int to = j * LANES + lane;
      STORES
          }
        }
      """;

  private static final String ACCUMULATE =
      """
        static void accumulateRxC(
            type[] weights, int lane, int key, int count,
            type[] values, int offset, int stride, int from, int to,
            type[] rescale, type[] output) {
          int end = key + count;
          for (int d = from; d < to; d += R) {
            int at = d * LANES + lane;
            int column = offset + d;
      FACTORS
      LOADS
            for (int j = key; j < end; j++) {
      STEP
            }
      STORES
          }
        }
      """;

  /** The blocks by the vectors side by side that they are for, the largest block of values first. */
  private static final String CHOICE =
      """
        /** Scores of the keys of a band with {@code vectors} vectors of queries. */
        static void scores(
            int vectors, type[] queries, int lane, int depth,
            type[] keys, int offset, int stride, int key, int count,
            type scale, type[] scores) {
          switch (vectors) {
      SCORES
            default -> throw new IllegalStateException(vectors + " vectors");
          }
        }

        /** All columns of the sums of values for {@code vectors} vectors of queries. */
        static void accumulate(
            int vectors, type[] weights, int lane, int key, int count,
            type[] values, int offset, int stride, int depth,
            type[] rescale, type[] output) {
          switch (vectors) {
      VALUES
            default -> throw new IllegalStateException(vectors + " vectors");
          }
        }
      """;

  String text() {
    String methods =
        CHOICE
                .replace("SCORES\n", choice(SCORES_BLOCKS, TileKernels::scoresCall))
                .replace("VALUES\n", choice(VALUES_BLOCKS, TileKernels::accumulateCall))
            + SCORES_BLOCKS.stream().map(this::scores).collect(Collectors.joining())
            + VALUES_BLOCKS.stream().map(this::accumulate).collect(Collectors.joining());
    return typed(CLASS.replace("METHODS", methods));
  }

  private static String choice(List<Block> blocks, Function<Block, String> call) {
    return IntStream.rangeClosed(1, 4)
        .mapToObj(
            vectors ->
                blocks.stream()
                    .filter(block -> block.vectors() == vectors)
                    .map(call)
                    .collect(Collectors.joining("", "case " + vectors + " -> {\n", "}\n")))
        .collect(Collectors.joining());
  }

  private static String scoresCall(Block block) {
    return "scores%s(queries, lane, depth, keys, offset, stride, key, count, scale, scores);\n"
        .formatted(block.name());
  }

  /** The columns that the larger blocks, whose rows are multiples of this one's, have left over. */
  private static String accumulateCall(Block block) {
    String from =
        block.rows() > 2 ? "0" : "depth - depth %% %d".formatted(block.rows() == 2 ? block.larger() : 2);
    return """
        accumulate%s(
            weights, lane, key, count, values, offset, stride, %s, depth - depth %% %d, rescale, output);
        """
        .formatted(block.name(), from, block.rows());
  }

  private String scores(Block block) {
    String next = step(block, "queries", "(d + 1) * LANES + lane", "keys[k%d + d + 1]");
    return SCORES
        .replace("RxC", block.name())
        .replace("R)", block.rows() + ")")
        .replace("+= R", "+= " + block.rows())
        .replace(
            "ROWS\n", block.rows("int k%1$d = offset + Math.min(j + %1$d, last) * stride;"))
        .replace("ZEROS\n", block.each("TypeVector a%d_%d = TypeVector.zero(SPECIES);"))
        .replace("STEP\n", step(block, "queries", "d * LANES + lane", "keys[k%d + d]"))
        .replace("NEXT\n", next)
        .replace(
            "STORES\n",
            block.each("a%1$d_%2$d.mul(scale).intoArray(scores, to + %1$d * LANES + %2$d * WIDTH);"));
  }

  private String accumulate(Block block) {
    return ACCUMULATE
        .replace("RxC", block.name())
        .replace("+= R", "+= " + block.rows())
        .replace(
            "FACTORS\n",
            block.columns(
                "TypeVector r%1$d = TypeVector.fromArray(SPECIES, rescale, lane + %1$d * WIDTH);"))
        .replace(
            "LOADS\n",
            block.each(
                "TypeVector a%1$d_%2$d = TypeVector.fromArray(SPECIES, output, at + %1$d * LANES"
                    + " + %2$d * WIDTH).mul(r%2$d);"))
        .replace(
            "STEP\n",
            step(block, "weights", "j * LANES + lane", "values[column + j * stride + %d]"))
        .replace(
            "STORES\n",
            block.each("a%1$d_%2$d.intoArray(output, at + %1$d * LANES + %2$d * WIDTH);"));
  }

  /** One fma for each accumulator: a vector of each column times the scalar of each row. */
  private static String step(Block block, String source, String index, String factor) {
    StringBuilder text = new StringBuilder("{\n");
    text.append(
        block.columns(
            "TypeVector x%%1$d = TypeVector.fromArray(SPECIES, %s, %s + %%1$d * WIDTH);"
                .formatted(source, index)));
    for (int row = 0; row < block.rows(); row++) {
      text.append(
          "TypeVector f%d = TypeVector.broadcast(SPECIES, %s);\n"
              .formatted(row, factor.formatted(row)));
      for (int column = 0; column < block.vectors(); column++) {
        text.append("a%1$d_%2$d = f%1$d.fma(x%2$d, a%1$d_%2$d);\n".formatted(row, column));
      }
    }
    return text.append("}\n").toString();
  }

  private String typed(String text) {
    return text.replace("Type", type).replaceAll("\\btype\\b", type.toLowerCase(java.util.Locale.ROOT));
  }

  /** Rows and vectors of a block, and lines for each of them. */
  private record Block(int rows, int vectors) {
    String name() {
      return rows + "x" + vectors;
    }

    /** Rows of the largest block of values with as many vectors. */
    int larger() {
      return VALUES_BLOCKS.stream()
          .filter(block -> block.vectors() == vectors)
          .mapToInt(Block::rows)
          .max()
          .orElseThrow();
    }

    String rows(String line) {
      return lines(IntStream.range(0, rows).mapToObj(line::formatted));
    }

    String columns(String line) {
      return lines(IntStream.range(0, vectors).mapToObj(line::formatted));
    }

    String each(String line) {
      return lines(
          IntStream.range(0, rows)
              .boxed()
              .flatMap(
                  row -> IntStream.range(0, vectors).mapToObj(column -> line.formatted(row, column))));
    }

    private static String lines(java.util.stream.Stream<String> lines) {
      return lines.collect(Collectors.joining("\n", "", "\n"));
    }
  }
}
