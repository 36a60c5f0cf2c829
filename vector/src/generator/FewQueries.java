import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes the products of attention for few queries. A sum across lanes has 16 virtual lanes, which
 * are one vector or several parts; a method adds up one part, so that the same code serves every
 * width. Partial sums and their reduction ({@link ReductionKernels}) are methods of their own: in one,
 * the compiler runs out of registers.
 *
 * @param type Float or Double
 * @param stored what keys and values are
 */
record FewQueries(String type, Stored stored) {
  /** What keys and values are: numbers of the type, or 16 bits that are widened in registers. */
  enum Stored {
    NUMBERS,
    BINARY16,
    BFLOAT16
  }

  /** Streams of keys × vectors of each × queries: as many sums as the machine has registers for. */
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

  /** The same of values. */
  private static final List<int[]> AVERAGES =
      List.of(
          new int[] {4, 4, 1},
          new int[] {4, 1, 1},
          new int[] {2, 8, 1},
          new int[] {2, 4, 1},
          new int[] {2, 1, 1},
          new int[] {2, 4, 2},
          new int[] {2, 1, 2},
          new int[] {1, 8, 1},
          new int[] {1, 4, 1},
          new int[] {1, 1, 1},
          new int[] {1, 4, 2},
          new int[] {1, 1, 2},
          new int[] {1, 4, 4},
          new int[] {1, 1, 4});

  private static final String CLASS =
      """
      package dev.heed.vector;

      import static dev.heed.vector.TypeTileKernels.SPECIES;
      import static dev.heed.vector.TypeTileKernels.WIDTH;
      import static jdk.incubator.vector.VectorOperators.*;

      import dev.heed.kernel.FewQueriesKernels;
      import dev.heed.kernel.TypeMath;
      import jdk.incubator.vector.*;

      /** Made by FewQueries. */
      final class NAME {
        private static final int LANES = FewQueriesKernels.LANES;
        private static final int ROW = FewQueriesKernels.ROW;

        HALVES
        private NAME() {}

        METHODS
      }
      """;

  /** Shapes of the 16 bits of as many numbers as a vector has, and of them as whole numbers. */
  private static final String HALVES =
      """
        private static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(
                short.class, VectorShape.forBitSize(SPECIES.vectorBitSize() / 2));
        private static final VectorSpecies<Integer> INTS =
            VectorSpecies.of(int.class, SPECIES.vectorShape());
      """;

  /** Key after key of all streams, so that memory has a request of each at any time. */
  private static final String PRODUCT =
      """
        static void NAME(
            type[] queries, int query, int padded, int columns,
            stored[] keys, int[] offsets, int stream, int shift, int stride, int count,
            type[] sums, int to) {
      MASK
      QUERIES
      STREAMS
          for (int k = 0; k < count; k++) {
            int out = to + k * LANES;
      STARTS
      STEP
      STORES
          }
        }
      """;

  private static final String AVERAGE =
      """
        static void NAME(
            type[] weights, int at, int rows, int count,
            stored[] values, int[] offsets, int stream, int shift, int stride, int columns,
            type[] output, int to, int padded) {
      MASK
      STREAMS
      LOADS
          for (int j = 0; j < count; j++) {
      STEP
          }
      STORES
        }
      """;

  private static final String DISPATCH =
      """
        /**
         * Adds products of some columns of each key to its sum, or begins it, for some queries. No
         * vectors stand for columns that fill none.
         */
        static void add(
            int streams, int rows, int vectors, boolean begins,
            type[] queries, int query, int padded, int columns,
            stored[] keys, int[] offsets, int stream, int shift, int stride, int count,
            type[] sums, int to) {
          switch (100 * streams + 10 * vectors + rows + (begins ? 1000 : 0)) {
            PRODUCTS
            default -> throw new IllegalStateException(vectors + " vectors, " + rows + " rows");
          }
        }

        /** Adds some columns of values, times their weights, to averages of a block of queries. */
        static void average(
            int streams, int block, int vectors,
            type[] weights, int at, int rows, int count,
            stored[] values, int[] offsets, int stream, int shift, int stride, int columns,
            type[] output, int to, int padded) {
          switch (100 * streams + 10 * vectors + block) {
            AVERAGES
            default -> throw new IllegalStateException(vectors + " vectors, " + block + " rows");
          }
        }
      """;

  private static final String LAST = "var there = SHAPE.indexInRange(0, columns);\n";

  private static final String SOFTMAX =
      """
        /** The largest of some scores, a multiple of 16, or any of them if one is NaN. */
        static type largest(type[] scores, int from, int count, type[] scratch) {
          TypeVector largest = TypeVector.broadcast(SPECIES, -Type.MAX_VALUE);
          for (int c = from; c < from + count; c += WIDTH) {
            TypeVector one = TypeVector.fromArray(SPECIES, scores, c);
            largest = largest.blend(one, largest.compare(LT, one));
          }
          largest.intoArray(scratch, 0);
          type found = scratch[0];
          for (int lane = 1; lane < WIDTH; lane++) {
            found = scratch[lane] > found ? scratch[lane] : found;
          }
          return found;
        }

        /** Scores become weights; the virtual lanes of their sum go to sums. */
        static void weights(
            type[] scores, int from, int count, type maximum, type[] sums, int to) {
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
            total.intoArray(sums, to + part);
          }
        }
      """;

  /** The name of the class. */
  String name() {
    return switch (stored) {
      case NUMBERS -> type + "FewQueries";
      case BINARY16 -> "Binary16Queries";
      case BFLOAT16 -> "Bfloat16Queries";
    };
  }

  String text() {
    boolean halves = stored != Stored.NUMBERS;
    List<int[]> products = PRODUCTS.stream().filter(block -> !halves || block[2] == 1).toList();
    List<int[]> averages = AVERAGES.stream().filter(block -> !halves || block[2] == 1).toList();
    StringBuilder methods = new StringBuilder();
    products.forEach(block -> methods.append(product(block)));
    averages.forEach(block -> methods.append(average(block)));
    methods.append(
        DISPATCH
            .replace("PRODUCTS", cases(products, FewQueries::productCase))
            .replace("AVERAGES", cases(averages, FewQueries::averageCase)));
    methods.append(halves ? "" : softmax());
    return CLASS
        .replace("NAME", name())
        .replace("HALVES", halves ? HALVES : "")
        .replace("METHODS", methods)
        .replace("SHAPE", halves ? "SHORTS" : "SPECIES")
        .replaceAll("\\bstored\\b", halves ? "short" : "type")
        .replace("Type", type)
        .replaceAll("\\btype\\b", type.toLowerCase(Locale.ROOT));
  }

  private String softmax() {
    boolean single = type.equals("Float");
    SoftmaxKernels softmax = single ? SoftmaxKernels.float32() : SoftmaxKernels.float64();
    return SOFTMAX.replace("CONSTANTS", softmax.constants()).replace("EXP", softmax.exp(""));
  }

  /** All blocks by their size; 0 vectors stand for the columns that fill none. */
  private static String cases(List<int[]> blocks, BiFunction<Integer, String, String> line) {
    StringBuilder text = new StringBuilder();
    for (int[] block : blocks) {
      int key = 100 * block[0] + block[2];
      text.append(line.apply(key + 10 * block[1], size(block)));
      text.append(block[1] == 1 ? line.apply(key, "Last" + size(block)) : "");
    }
    return text.toString();
  }

  private static String size(int[] block) {
    return "%dx%dx%d".formatted(block[0], block[1], block[2]);
  }

  private static String productCase(int key, String name) {
    String arguments =
        "(queries, query, padded, columns, keys, offsets, stream, shift, stride, count, sums, to);\n";
    return "case %d -> begin%s%scase %d -> next%s%s"
        .formatted(1000 + key, name, arguments, key, name, arguments);
  }

  private static String averageCase(int key, String name) {
    return """
        case %d -> average%s(weights, at, rows, count, values, offsets, stream, shift, stride,
            columns, output, to, padded);
        """
        .formatted(key, name);
  }

  /** Products of some columns, which begin a sum or go on with it. */
  private String product(int[] block) {
    String zero = "TypeVector a%d_%d = TypeVector.zero(SPECIES);";
    String sum =
        "TypeVector a%1$d_%2$d = TypeVector.fromArray(SPECIES, sums, out + PLACE);"
            .replace("PLACE", place(block[0]));
    String both =
        product("begin" + size(block), block, zero, "")
            + product("next" + size(block), block, sum, "");
    return block[1] > 1
        ? both
        : both
            + product("beginLast" + size(block), block, zero, LAST)
            + product("nextLast" + size(block), block, sum, LAST);
  }

  /** Where the sums of stream 1 and query 2 begin. */
  private static String place(int streams) {
    return "(%%1$d + %%2$d * %d) * LANES * LANES".formatted(streams).replace("%%", "%");
  }

  private String product(String name, int[] block, String start, String mask) {
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
        .replace("STREAMS\n", each(streams, "int at%1$d = offsets[stream + %1$d] + shift;"))
        .replace("STARTS\n", pairs(streams, queries, start))
        .replace("STEP\n", productSteps(streams, vectors, queries, mask.isEmpty()))
        .replace(
            "STORES\n",
            pairs(
                streams,
                queries,
                "a%1$d_%2$d.intoArray(sums, out + PLACE);".replace("PLACE", place(streams))));
  }

  private String productSteps(int streams, int vectors, int queries, boolean whole) {
    StringBuilder text = new StringBuilder();
    for (int n = 0; n < vectors; n++) {
      for (int t = 0; t < streams; t++) {
        text.append(load("keys", t, n, "LANES", whole));
        text.append(
            each(
                queries,
                "a%1$d_%%1$d = x%1$d_%2$d.fma(q%%1$d_%2$d, a%1$d_%%1$d);".formatted(t, n)));
      }
    }
    return text + each(streams, "at%d += stride;");
  }

  /**
   * Vector n of the key or the value that stream t is at. The bits of a bfloat16 are the upper half of
   * a float's. Those of a float16, moved to where a float has them, make a float whose exponent is too
   * small by 112; infinities and NaN become finite so, and must not be there.
   */
  private String load(String array, int t, int n, String width, boolean whole) {
    String place =
        "%s, at%d + %d * %s%s".formatted(array, t, n, width, whole ? "" : ", there");
    String bits = "((IntVector) ShortVector.fromArray(SHORTS, " + place + ").convertShape(%s, INTS, 0))";
    String vector =
        switch (stored) {
          case NUMBERS -> "TypeVector.fromArray(SPECIES, " + place + ")";
          case BINARY16 ->
              bits.formatted("S2I")
                  + ".lanewise(LSHL, 13).and(0x8fffe000).reinterpretAsFloats().mul(0x1p112f)";
          case BFLOAT16 ->
              bits.formatted("ZERO_EXTEND_S2I") + ".lanewise(LSHL, 16).reinterpretAsFloats()";
        };
    return "TypeVector x%d_%d = %s;\n".formatted(t, n, vector);
  }

  private String average(int[] block) {
    String whole = average("average" + size(block), block, "");
    return block[1] > 1 ? whole : whole + average("averageLast" + size(block), block, LAST);
  }

  private String average(String name, int[] block, String mask) {
    int streams = block[0];
    int vectors = block[1];
    int queries = block[2];
    StringBuilder loads = new StringBuilder();
    StringBuilder steps = new StringBuilder();
    StringBuilder stores = new StringBuilder();
    for (int n = 0; n < vectors; n++) {
      for (int t = 0; t < streams; t++) {
        steps.append(load("values", t, n, "WIDTH", mask.isEmpty()));
        for (int q = 0; q < queries; q++) {
          String row = "(%d * rows + %d)".formatted(t, q);
          String sum = "a%d_%d_%d".formatted(t, q, n);
          String place = "output, to + %s * padded + %d * WIDTH".formatted(row, n);
          loads.append(
              "TypeVector %s = TypeVector.fromArray(SPECIES, %s);\n".formatted(sum, place));
          steps.append("%1$s = x%2$d_%3$d.fma(f%2$d_%4$d, %1$s);\n".formatted(sum, t, n, q));
          stores.append("%s.intoArray(%s);\n".formatted(sum, place));
        }
      }
    }
    String factors =
        pairs(
            streams,
            queries,
            "TypeVector f%1$d_%2$d ="
                + " TypeVector.broadcast(SPECIES, weights[at + (%1$d * rows + %2$d) * ROW + j]);");
    return AVERAGE
        .replace("NAME", name)
        .replace("MASK\n", mask)
        .replace("STREAMS\n", each(streams, "int at%1$d = offsets[stream + %1$d] + shift;"))
        .replace("LOADS\n", loads)
        .replace("STEP\n", factors + steps + each(streams, "at%d += stride;"))
        .replace("STORES\n", stores);
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
