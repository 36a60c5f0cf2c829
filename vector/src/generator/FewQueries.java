import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes the products of attention for few queries. A sum across lanes has 16 virtual lanes, which
 * are one vector or several parts; a method adds up one part, so that the same code serves every
 * width. Partial sums and their reduction are methods of their own: in one, the compiler runs out of
 * registers.
 *
 * @param type Float or Double
 * @param widths of vectors, in lanes
 * @param softmax where exp is written out
 */
record FewQueries(String type, List<Integer> widths, SoftmaxKernels softmax) {
  private static final int LANES = 16;

  /** Keys × queries. */
  private static final List<int[]> PRODUCTS =
      List.of(new int[] {4, 4}, new int[] {4, 2}, new int[] {8, 2}, new int[] {8, 1});

  /** Queries × vectors. */
  private static final List<int[]> AVERAGES =
      List.of(new int[] {4, 4}, new int[] {2, 4}, new int[] {1, 8}, new int[] {1, 4});

  private static final List<Integer> SINGLES = List.of(4, 2, 1);

  private static final String CLASS =
      """
      package dev.heed.vector;

      import static dev.heed.vector.TypeTileKernels.SPECIES;
      import static dev.heed.vector.TypeTileKernels.WIDTH;
      import static jdk.incubator.vector.VectorOperators.LSHL;
      import static jdk.incubator.vector.VectorOperators.LT;

      import dev.heed.kernel.FewQueriesKernels;
      import dev.heed.kernel.TypeMath;
      import jdk.incubator.vector.TypeVector;
      import jdk.incubator.vector.VectorMask;
      import jdk.incubator.vector.VectorShuffle;

      /** Made by FewQueries. */
      final class TypeFewQueries {
        private static final int LANES = FewQueriesKernels.LANES;
        private static final int ROW = FewQueriesKernels.ROW;
        CONSTANTS

        private TypeFewQueries() {}

        private static VectorMask<Type> upper(int distance) {
          boolean[] lanes = new boolean[WIDTH];
          for (int lane = 0; lane < WIDTH; lane++) {
            lanes[lane] = (lane & distance) != 0;
          }
          return VectorMask.fromArray(SPECIES, lanes, 0);
        }

        /** Adds up the lanes of 16 sums, one behind the other, and scales them. */
        static void reduce(type[] sums, int from, type scale, type[] scores, int to) {
          switch (WIDTH) {
            CASES
            default -> throw new IllegalStateException("vectors of " + WIDTH + " lanes");
          }
        }

        METHODS
      }
      """;

  /** Keys behind the last one repeat it. */
  private static final String PRODUCT =
      """
        static void productKxQ(
            type[] queries, int query, int depth,
            type[] keys, int offset, int stride, int key, int last,
            int part, type[] sums, int to) {
          int padded = FewQueriesKernels.padded(depth);
      KEYS
      ZEROS
          int whole = depth - depth % LANES;
          for (int d = part; d < whole; d += LANES) {
      STEP
          }
          if (whole < depth) {
            int d = whole + part;
            VectorMask<Type> there = SPECIES.indexInRange(d, depth);
      REST
          }
      STORES
        }
      """;

  private static final String AVERAGE =
      """
        static void averageQxV(
            type[] weights, int at, int count,
            type[] values, int offset, int stride, type[] output, int to, int outputStride) {
      LOADS
          for (int j = 0; j < count; j++) {
            int value = offset + j * stride;
      STEP
          }
      STORES
        }
      """;

  /** As averageQx1, of columns of which the vector has more than there are. */
  private static final String LAST =
      """
        static void lastQ(
            type[] weights, int at, int count,
            type[] values, int offset, int stride, int columns,
            type[] output, int to, int outputStride) {
          VectorMask<Type> there = SPECIES.indexInRange(0, columns);
      LOADS
          for (int j = 0; j < count; j++) {
            int value = offset + j * stride;
      STEP
          }
      STORES
        }
      """;

  private static final String SOFTMAX =
      """
        /** The largest of some scores, a multiple of 16, or any of them if one is NaN. */
        static type largest(type[] scores, int from, int count, type[] scratch) {
          TypeVector largest = TypeVector.fromArray(SPECIES, scores, from);
          TypeVector other = largest;
          for (int c = from; c < from + count; c += 2 * WIDTH) {
            TypeVector one = TypeVector.fromArray(SPECIES, scores, c);
            largest = largest.blend(one, largest.compare(LT, one));
            if (c + WIDTH < from + count) {
              TypeVector next = TypeVector.fromArray(SPECIES, scores, c + WIDTH);
              other = other.blend(next, other.compare(LT, next));
            }
          }
          largest.blend(other, largest.compare(LT, other)).intoArray(scratch, 0);
          type found = scratch[0];
          for (int lane = 1; lane < WIDTH; lane++) {
            found = scratch[lane] > found ? scratch[lane] : found;
          }
          return found;
        }

        /** Scores become weights; each part of the virtual lanes of their sum goes to scratch. */
        static void weights(type[] scores, int from, int count, type maximum, type[] sums) {
          CONSTANTS
          TypeVector largest = TypeVector.broadcast(SPECIES, maximum);
          for (int part = 0; part < LANES; part += WIDTH) {
            TypeVector total = TypeVector.zero(SPECIES);
            for (int c = from + part; c < from + count; c += LANES) {
              TypeVector x = TypeVector.fromArray(SPECIES, scores, c).sub(largest);
              EXP
              p.intoArray(scores, c);
              total = total.add(p);
            }
            total.intoArray(sums, part);
          }
        }
      """;

  static FewQueries float32() {
    return new FewQueries("Float", List.of(16, 8, 4), SoftmaxKernels.float32());
  }

  static FewQueries float64() {
    return new FewQueries("Double", List.of(8, 4, 2), SoftmaxKernels.float64());
  }

  String text() {
    StringBuilder methods = new StringBuilder();
    PRODUCTS.forEach(block -> methods.append(product(block[0], block[1])));
    widths.forEach(width -> methods.append(reduction(width)));
    AVERAGES.forEach(block -> methods.append(average(block[0], block[1])));
    SINGLES.forEach(rows -> methods.append(average(rows, 1)).append(last(rows)));
    methods.append(
        SOFTMAX.replace("CONSTANTS", softmax.constants()).replace("EXP", softmax.exp("")));
    String cases =
        widths.stream()
            .map("case %1$d -> reduce%1$d(sums, from, scale, scores, to);"::formatted)
            .collect(Collectors.joining("\n"));
    return CLASS
        .replace("CONSTANTS", swaps())
        .replace("CASES", cases)
        .replace("METHODS", methods)
        .replace("Type", type)
        .replaceAll("\\btype\\b", type.toLowerCase(Locale.ROOT));
  }

  private String swaps() {
    StringBuilder text = new StringBuilder();
    for (int distance = widths.getFirst() / 2; distance > 0; distance /= 2) {
      text.append(
          """
          private static final VectorShuffle<Type> SWAP_%1$d =
              VectorShuffle.fromOp(SPECIES, lane -> (lane ^ %1$d) %% WIDTH);
          private static final VectorMask<Type> UPPER_%1$d = upper(%1$d);
          """
              .formatted(distance));
    }
    return text.toString();
  }

  private static String product(int keys, int queries) {
    return PRODUCT
        .replace("KxQ", keys + "x" + queries)
        .replace("KEYS\n", each(keys, "int k%1$d = offset + Math.min(key + %1$d, last) * stride;"))
        .replace("ZEROS\n", pairs(keys, queries, "TypeVector a%d_%d = TypeVector.zero(SPECIES);"))
        .replace("STEP\n", productStep(keys, queries, ""))
        .replace("REST\n", productStep(keys, queries, ", there"))
        .replace(
            "STORES\n",
            pairs(
                keys,
                queries,
                "a%1$d_%2$d.intoArray(sums, to + (%2$d * LANES + %1$d) * LANES + part);"));
  }

  private static String productStep(int keys, int queries, String mask) {
    return each(
            queries,
            "TypeVector q%1$d = TypeVector.fromArray(SPECIES, queries, query + %1$d * padded + d);")
        + IntStream.range(0, keys)
            .mapToObj(
                k ->
                    "TypeVector x%1$d = TypeVector.fromArray(SPECIES, keys, k%1$d + d%2$s);\n"
                            .formatted(k, mask)
                        + each(queries, "a" + k + "_%1$d = x" + k + ".fma(q%1$d, a" + k + "_%1$d);"))
            .collect(Collectors.joining());
  }

  private static String average(int queries, int vectors) {
    return AVERAGE
        .replace("QxV", queries + "x" + vectors)
        .replace("LOADS\n", pairs(queries, vectors, load()))
        .replace("STEP\n", averageStep(queries, vectors, ""))
        .replace("STORES\n", pairs(queries, vectors, store()));
  }

  private static String last(int queries) {
    return LAST
        .replace("lastQ", "last" + queries)
        .replace("LOADS\n", pairs(queries, 1, load()))
        .replace("STEP\n", averageStep(queries, 1, ", there"))
        .replace("STORES\n", pairs(queries, 1, store()));
  }

  private static String load() {
    return "TypeVector a%1$d_%2$d = TypeVector.fromArray(SPECIES, output, to + %1$d * outputStride"
        + " + %2$d * WIDTH);";
  }

  private static String store() {
    return "a%1$d_%2$d.intoArray(output, to + %1$d * outputStride + %2$d * WIDTH);";
  }

  private static String averageStep(int queries, int vectors, String mask) {
    return each(
            vectors,
            "TypeVector x%1$d = TypeVector.fromArray(SPECIES, values, value + %1$d * WIDTH"
                + mask
                + ");")
        + IntStream.range(0, queries)
            .mapToObj(
                q ->
                    "TypeVector f%1$d = TypeVector.broadcast(SPECIES, weights[at + %1$d * ROW + j]);\n"
                            .formatted(q)
                        + each(vectors, "a" + q + "_%1$d = x%1$d.fma(f" + q + ", a" + q + "_%1$d);"))
            .collect(Collectors.joining());
  }

  /**
   * The tree: parts that lie 8, 4 or 2 lanes apart are added as vectors; then the halves of vectors,
   * two vectors at a time, so that in the end each lane holds a sum of its own.
   */
  private static String reduction(int width) {
    StringBuilder text =
        new StringBuilder(
            "private static void reduce%d(type[] sums, int from, type scale, type[] scores, int to) {\n"
                .formatted(width));
    for (int first = 0; first < LANES; first += width) {
      text.append("{\n");
      for (int key = 0; key < width; key++) {
        text.append("TypeVector a%d = %s;\n".formatted(key, folded(first + key, 0, width)));
      }
      for (int distance = width / 2; distance > 0; distance /= 2) {
        for (int key = 0; key < distance; key++) {
          text.append(
              """
              a%1$d = a%1$d.blend(a%2$d, UPPER_%3$d)
                  .add(a%2$d.blend(a%1$d, UPPER_%3$d).rearrange(SWAP_%3$d));
              """
                  .formatted(key, key + distance, distance));
        }
      }
      text.append("a0.mul(scale).intoArray(scores, to + %d);\n}\n".formatted(first));
    }
    return text.append("}\n").toString();
  }

  /** The lanes from {@code part} on of a sum, with those at every distance from {@code distance} up. */
  private static String folded(int key, int part, int distance) {
    return distance >= LANES
        ? "TypeVector.fromArray(SPECIES, sums, from + %d)".formatted(key * LANES + part)
        : "%s.add(%s)"
            .formatted(
                folded(key, part, 2 * distance), folded(key, part + distance, 2 * distance));
  }

  private static String each(int count, String line) {
    return IntStream.range(0, count)
        .mapToObj(n -> line.formatted(n) + "\n")
        .collect(Collectors.joining());
  }

  private static String pairs(int rows, int columns, String line) {
    return IntStream.range(0, rows)
        .boxed()
        .flatMap(r -> IntStream.range(0, columns).mapToObj(c -> line.formatted(r, c) + "\n"))
        .collect(Collectors.joining());
  }
}
