import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes the softmax on vectors. exp is written out wherever it is needed, because a vector that is
 * handed to a method may end in memory.
 *
 * @param type Float or Double
 * @param bits of the type
 * @param integers what vectors of its bits are called
 * @param mantissa bits of the mantissa
 * @param degree terms of the polynomial of exp
 * @param rest whether log₂e has a second part
 */
record SoftmaxKernels(
    String type, int bits, String integers, int mantissa, int degree, boolean rest) {
  private static final String TEMPLATE =
      """
      package dev.heed.vector;

      import static dev.heed.vector.TypeTileKernels.LANES;
      import static dev.heed.vector.TypeTileKernels.SPECIES;
      import static dev.heed.vector.TypeTileKernels.WIDTH;
      import static jdk.incubator.vector.VectorOperators.LSHL;
      import static jdk.incubator.vector.VectorOperators.LT;

      import dev.heed.kernel.TypeMath;
      import jdk.incubator.vector.TypeVector;

      /** The online softmax on vectors of queries, with exp as in {@link TypeMath}, step by step. */
      final class TypeSoftmax {
        private TypeSoftmax() {}

        METHODS
      }
      """;

  private static final String COLUMNS =
      """
        static void stepVECTORS(
            type[] scores, int lane, int key, int count, type[] maximum, type[] sum, type[] rescale) {
          int end = key + count;
          maximumVECTORS(scores, lane, key, end, maximum, rescale);
          changeVECTORS(lane, count, sum, rescale);
          weightsVECTORS(scores, lane, key, end, maximum, sum);
        }

        private static void changeVECTORS(int lane, int count, type[] sum, type[] rescale) {
          if (count < 0) {
            return;
          }
          CONSTANTS
      CHANGE
        }

        private static void maximumVECTORS(
            type[] scores, int lane, int key, int end, type[] maximum, type[] rescale) {
          if (end < key) {
            return;
          }
      BEGIN
          int j = key;
          for (; j < end - 1; j += 2) {
            int at = j * LANES + lane;
      PAIR
          }
          if (j < end) {
            int at = j * LANES + lane;
      SINGLE
          }
      STORES
        }

        private static void weightsVECTORS(
            type[] scores, int lane, int key, int end, type[] maximum, type[] sum) {
          if (end < key) {
            return;
          }
      LOADS
          CONSTANTS
          for (int j = key; j < end; j++) {
            int at = j * LANES + lane;
      WEIGHT
          }
      TOTALS
        }
      """;

  private static final String MOMENTS =
      """
        static void momentsVECTORS(
            type[] scores,
            int lane,
            int key,
            int count,
            type[] maximum,
            type[] sum,
            type[] rescale,
            type[] mass,
            type[] moment) {
          int end = key + count;
          maximumVECTORS(scores, lane, key, end, maximum, rescale);
          changeVECTORS(lane, count, sum, rescale);
          weightsAndMomentsVECTORS(scores, lane, key, end, maximum, sum, mass, moment);
        }

        private static void weightsAndMomentsVECTORS(
            type[] scores,
            int lane,
            int key,
            int end,
            type[] maximum,
            type[] sum,
            type[] mass,
            type[] moment) {
      LOADS
          CONSTANTS
          for (int j = key; j < end; j++) {
            int at = j * LANES + lane;
      WEIGHT
          }
      TOTALS
        }

        static void weighVECTORS(
            type[] scores, int lane, int key, int count, type[] maximum, type[] factor) {
      FACTORS
          CONSTANTS
          for (int j = key; j < key + count; j++) {
            int at = j * LANES + lane;
      SCALED
          }
        }
      """;

  private static final String BEGIN =
      """
      TypeVector before@ = TypeVector.fromArray(SPECIES, maximum, lane + @ * WIDTH);
      TypeVector largest@ = before@;
      """;

  private static final String PAIR =
      """
      TypeVector one@ = TypeVector.fromArray(SPECIES, scores, at + @ * WIDTH);
      TypeVector other@ = TypeVector.fromArray(SPECIES, scores, at + LANES + @ * WIDTH);
      one@ = one@.blend(other@, one@.compare(LT, other@));
      largest@ = largest@.blend(one@, largest@.compare(LT, one@));
      """;

  private static final String SINGLE =
      """
      TypeVector one@ = TypeVector.fromArray(SPECIES, scores, at + @ * WIDTH);
      largest@ = largest@.blend(one@, largest@.compare(LT, one@));
      """;

  private static final String STORES =
      """
      largest@.intoArray(maximum, lane + @ * WIDTH);
      before@.sub(largest@).intoArray(rescale, lane + @ * WIDTH);
      """;

  /** How far the last maximum is below the new one, of which {@link #CHANGE} has the exp. */
  private static final String DISTANCE =
      """
      TypeVector x@ = TypeVector.fromArray(SPECIES, rescale, lane + @ * WIDTH);
      """;

  private static final String CHANGE =
      """
      p@.intoArray(rescale, lane + @ * WIDTH);
      TypeVector.fromArray(SPECIES, sum, lane + @ * WIDTH).mul(p@).intoArray(sum, lane + @ * WIDTH);
      """;

  private static final String LOADS =
      """
      TypeVector largest@ = TypeVector.fromArray(SPECIES, maximum, lane + @ * WIDTH);
      TypeVector total@ = TypeVector.fromArray(SPECIES, sum, lane + @ * WIDTH);
      """;

  private static final String WEIGHT =
      """
      TypeVector x@ = TypeVector.fromArray(SPECIES, scores, at + @ * WIDTH).sub(largest@);
      """;

  private static final String TAKEN =
      """
      p@.intoArray(scores, at + @ * WIDTH);
      total@ = total@.add(p@);
      """;

  private static final String LOADED_MOMENTS =
      """
      TypeVector mass@ = TypeVector.zero(SPECIES);
      TypeVector moment@ = TypeVector.zero(SPECIES);
      """;

  private static final String TAKEN_MOMENTS =
      """
      mass@ = mass@.add(p@);
      moment@ = p@.fma(x@, moment@);
      """;

  private static final String MOMENT_TOTALS =
      """
      total@.intoArray(sum, lane + @ * WIDTH);
      mass@.intoArray(mass, lane + @ * WIDTH);
      moment@.intoArray(moment, lane + @ * WIDTH);
      """;

  private static final String FACTORS =
      """
      TypeVector largest@ = TypeVector.fromArray(SPECIES, maximum, lane + @ * WIDTH);
      TypeVector factor@ = TypeVector.fromArray(SPECIES, factor, lane + @ * WIDTH);
      """;

  static SoftmaxKernels float32() {
    return new SoftmaxKernels("Float", 32, "Ints", 23, 6, false);
  }

  static SoftmaxKernels float64() {
    return new SoftmaxKernels("Double", 64, "Longs", 52, 11, true);
  }

  String text() {
    String methods =
        IntStream.of(4, 2, 1)
            .mapToObj(vectors -> columns(vectors) + "\n" + moments(vectors))
            .collect(Collectors.joining("\n"));
    return TEMPLATE
        .replace("METHODS", methods)
        .replace("CONSTANTS", constants())
        .replace("Type", type)
        .replace("type[]", type.toLowerCase(Locale.ROOT) + "[]");
  }

  /** Both passes over some vectors of queries side by side, so that their chains overlap. */
  private String columns(int vectors) {
    return COLUMNS
        .replace("VECTORS", Integer.toString(vectors))
        .replace("BEGIN\n", each(vectors, BEGIN))
        .replace("PAIR\n", each(vectors, PAIR))
        .replace("SINGLE\n", each(vectors, SINGLE))
        .replace("STORES\n", each(vectors, STORES))
        .replace("CHANGE\n", each(vectors, DISTANCE + exp("@") + CHANGE))
        .replace("LOADS\n", each(vectors, LOADS))
        .replace("WEIGHT\n", each(vectors, WEIGHT + exp("@") + TAKEN))
        .replace("TOTALS\n", each(vectors, "total@.intoArray(sum, lane + @ * WIDTH);\n"));
  }

  /** The same with moments, and weights of maxima that are known. */
  private String moments(int vectors) {
    return MOMENTS
        .replace("VECTORS", Integer.toString(vectors))
        .replace("LOADS\n", each(vectors, LOADS + LOADED_MOMENTS))
        .replace("WEIGHT\n", each(vectors, WEIGHT + exp("@") + TAKEN + TAKEN_MOMENTS))
        .replace("TOTALS\n", each(vectors, MOMENT_TOTALS))
        .replace("FACTORS\n", each(vectors, FACTORS))
        .replace(
            "SCALED\n",
            each(
                vectors,
                WEIGHT + exp("@") + "p@.mul(factor@).intoArray(scores, at + @ * WIDTH);\n"));
  }

  private static String each(int vectors, String lines) {
    return IntStream.range(0, vectors)
        .mapToObj(n -> lines.replace("@", Integer.toString(n)))
        .collect(Collectors.joining());
  }

  String constants() {
    List<String> names =
        rest
            ? List.of("LOWEST", "LOG2_E", "LOG2_E_REST", "SHIFT")
            : List.of("LOWEST", "LOG2_E", "SHIFT");
    String named =
        names.stream()
            .map(name -> constant(name.toLowerCase(Locale.ROOT), "TypeMath." + name))
            .collect(Collectors.joining());
    String coefficients =
        IntStream.rangeClosed(1, degree)
            .mapToObj(n -> constant("c" + n, "TypeMath.C" + n))
            .collect(Collectors.joining());
    return named + coefficients + constant("one", "1");
  }

  private static String constant(String name, String value) {
    return "TypeVector %s = TypeVector.broadcast(SPECIES, %s);\n".formatted(name, value);
  }

  /** From x to p = exp(x); all names end with a mark of their own. */
  String exp(String mark) {
    String horner =
        IntStream.rangeClosed(1, degree - 2)
            .mapToObj(n -> "p# = p#.fma(f#, c%d);\n".formatted(degree - 1 - n))
            .collect(Collectors.joining());
    return """
        x# = x#.blend(lowest, x#.compare(LT, lowest));
        TypeVector z# = x#.fma(log2_e, shift);
        TypeVector f# = x#.fma(log2_e, shift.sub(z#));
        %s
        TypeVector p# = c%d.fma(f#, c%d);
        %s
        p# = p#.fma(f#, one);
        p# = p#.mul(z#.reinterpretAs%s().lanewise(LSHL, %d).reinterpretAsTypes());
        """
        .formatted(
            rest ? "f# = x#.fma(log2_e_rest, f#);" : "",
            degree,
            degree - 1,
            horner,
            integers,
            mantissa)
        .replace("#", mark);
  }
}
