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

  /**
   * Streams of keys × vectors of each × queries. Memory answers several streams faster than one, and
   * one query has the registers for four.
   */
  private static final List<int[]> PRODUCTS =
      List.of(
          new int[] {4, 8, 1},
          new int[] {4, 4, 1},
          new int[] {4, 1, 1},
          new int[] {2, 4, 1},
          new int[] {2, 1, 1},
          new int[] {2, 4, 2},
          new int[] {2, 1, 2},
          new int[] {2, 4, 4},
          new int[] {2, 1, 4},
          new int[] {1, 4, 1},
          new int[] {1, 1, 1},
          new int[] {1, 4, 2},
          new int[] {1, 1, 2},
          new int[] {1, 4, 4},
          new int[] {1, 1, 4});

  /** Queries × vectors. */
  private static final List<int[]> AVERAGES =
      List.of(new int[] {4, 4}, new int[] {2, 4}, new int[] {1, 8}, new int[] {1, 4});

  private static final List<Integer> SINGLES = List.of(4, 2, 1);

  private static final String CLASS =
      """
      package dev.heed.vector;

      import static dev.heed.vector.TypeTileKernels.SPECIES;
      import static dev.heed.vector.TypeTileKernels.WIDTH;
      import static dev.heed.vector.TypeTranspose.*;
      import static jdk.incubator.vector.VectorOperators.LSHL;
      import static jdk.incubator.vector.VectorOperators.LT;

      import dev.heed.kernel.FewQueriesKernels;
      import dev.heed.kernel.TypeMath;
      import jdk.incubator.vector.TypeVector;
      import jdk.incubator.vector.VectorMask;

      /** Made by FewQueries. */
      final class TypeFewQueries {
        private static final int LANES = FewQueriesKernels.LANES;
        private static final int ROW = FewQueriesKernels.ROW;

        private TypeFewQueries() {}

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

  /** Key after key, so that keys come from memory in the order in which they lie there. */
  private static final String PRODUCT =
      """
        static void NAME(
            type[] queries, int query, int padded, int columns,
            type[] keys, int offset, int stride, int gap, int count, type[] sums, int to) {
      MASK
      QUERIES
          for (int k = 0; k < count; k++) {
            int at = offset + k * stride;
            int out = to + k * LANES;
      STREAMS
      STARTS
      STEP
      STORES
          }
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

  private static final String DISPATCH =
      """
        /** Adds products of some columns of each key to its sum, or begins it, for some queries. */
        static void add(
            int streams, int rows, int vectors, boolean begins,
            type[] queries, int query, int padded, int columns,
            type[] keys, int offset, int stride, int gap, int count, type[] sums, int to) {
          switch (100 * streams + 10 * vectors + rows + (begins ? 1000 : 0)) {
            CASES
            default -> throw new IllegalStateException(vectors + " vectors, " + rows + " rows");
          }
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
    PRODUCTS.forEach(block -> methods.append(product(block[0], block[1], block[2])));
    methods.append(DISPATCH.replace("CASES", productCases()));
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
        .replace("CASES", cases)
        .replace("METHODS", methods)
        .replace("Type", type)
        .replaceAll("\\btype\\b", type.toLowerCase(Locale.ROOT));
  }

  /** All products by their size; 0 vectors stand for the columns that fill none. */
  private static String productCases() {
    StringBuilder text = new StringBuilder();
    for (int[] block : PRODUCTS) {
      int key = 100 * block[0] + block[2];
      String size = "%dx%dx%d".formatted(block[0], block[1], block[2]);
      text.append(productCase(key + 10 * block[1], size));
      text.append(block[1] == 1 ? productCase(key, "Last" + size) : "");
    }
    return text.toString();
  }

  private static String productCase(int key, String name) {
    String arguments =
        "(queries, query, padded, columns, keys, offset, stride, gap, count, sums, to);\n";
    return "case %d -> begin%s%scase %d -> next%s%s"
        .formatted(1000 + key, name, arguments, key, name, arguments);
  }

  /** Products of some columns, which begin a sum or go on with it. */
  private static String product(int streams, int vectors, int queries) {
    String size = "%dx%dx%d".formatted(streams, vectors, queries);
    String zero = "TypeVector a%d_%d = TypeVector.zero(SPECIES);";
    String sum =
        "TypeVector a%1$d_%2$d = TypeVector.fromArray(SPECIES, sums, out%1$d + %2$d * QUERY);"
            .replace("QUERY", Integer.toString(streams * LANES * LANES));
    String last = "VectorMask<Type> there = SPECIES.indexInRange(0, columns);\n";
    int[] block = {streams, vectors, queries};
    String both =
        product("begin" + size, block, zero, "") + product("next" + size, block, sum, "");
    return vectors > 1
        ? both
        : both
            + product("beginLast" + size, block, zero, last)
            + product("nextLast" + size, block, sum, last);
  }

  private static String product(String name, int[] block, String start, String mask) {
    int streams = block[0];
    int vectors = block[1];
    int queries = block[2];
    return PRODUCT
        .replace("NAME", name)
        .replace("MASK\n", mask)
        .replace(
            "QUERIES\n",
            pairs(
                queries,
                vectors,
                "TypeVector q%1$d_%2$d = TypeVector.fromArray(SPECIES, queries, query + %1$d * padded"
                    + " + %2$d * LANES);"))
        .replace(
            "STREAMS\n",
            each(
                streams,
                "int at%1$d = at + %1$d * gap * stride;\nint out%1$d = out + %1$d * LANES * LANES;"))
        .replace("STARTS\n", pairs(streams, queries, start))
        .replace(
            "STEP\n",
            IntStream.range(0, streams)
                .mapToObj(stream -> productStep(stream, vectors, queries, mask.isEmpty()))
                .collect(Collectors.joining()))
        .replace(
            "STORES\n",
            pairs(
                streams,
                queries,
                "a%1$d_%2$d.intoArray(sums, out%1$d + %2$d * QUERY);"
                    .replace("QUERY", Integer.toString(streams * LANES * LANES))));
  }

  private static String productStep(int stream, int vectors, int queries, boolean whole) {
    return IntStream.range(0, vectors)
        .mapToObj(
            n ->
                "TypeVector x%1$d_%2$d = TypeVector.fromArray(SPECIES, keys, at%1$d + %2$d * LANES%3$s);\n"
                        .formatted(stream, n, whole ? "" : ", there")
                    + each(
                        queries,
                        "a%2$d_%%1$d = x%2$d_%1$d.fma(q%%1$d_%1$d, a%2$d_%%1$d);"
                            .formatted(n, stream)))
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
