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

      import static dev.heed.vector.TypeMicroKernels.SPECIES;
      import static jdk.incubator.vector.VectorOperators.LSHL;
      import static jdk.incubator.vector.VectorOperators.LT;

      import dev.heed.kernel.TypeMath;
      import jdk.incubator.vector.TypeVector;

      /** The online softmax on vectors of queries, with exp as in {@link TypeMath}, step by step. */
      final class TypeSoftmax {
        private TypeSoftmax() {}

        /** One step of the softmax for the vector of queries from {@code i} on. */
        static void step(
            type[] scores, int i, int lanes, int count, type[] maximum, type[] sum, type[] rescale) {
          TypeVector before = TypeVector.fromArray(SPECIES, maximum, i);
          TypeVector largest = before;
          for (int j = 0, at = i; j < count; j++, at += lanes) {
            TypeVector score = TypeVector.fromArray(SPECIES, scores, at);
            largest = largest.blend(score, largest.compare(LT, score));
          }
          largest.intoArray(maximum, i);
          before.sub(largest).intoArray(rescale, i);
          exp(rescale, i);
          TypeVector factor = TypeVector.fromArray(SPECIES, rescale, i);
          TypeVector.fromArray(SPECIES, sum, i).mul(factor).intoArray(sum, i);
          weights(scores, i, lanes, count, maximum, sum);
        }

        /** exp of one vector of numbers, none above 0, in place. */
        private static void exp(type[] numbers, int i) {
          CONSTANTS
          TypeVector x = TypeVector.fromArray(SPECIES, numbers, i);
          EXP
          p.intoArray(numbers, i);
        }

        /** Scores become exp(score − maximum), each added to the sum in the order of the keys. */
        private static void weights(
            type[] scores, int i, int lanes, int count, type[] maximum, type[] sum) {
          TypeVector largest = TypeVector.fromArray(SPECIES, maximum, i);
          TypeVector total = TypeVector.fromArray(SPECIES, sum, i);
          CONSTANTS
          for (int j = 0, at = i; j < count; j++, at += lanes) {
            TypeVector x = TypeVector.fromArray(SPECIES, scores, at).sub(largest);
            EXP
            p.intoArray(scores, at);
            total = total.add(p);
          }
          total.intoArray(sum, i);
        }
      }
      """;

  static SoftmaxKernels float32() {
    return new SoftmaxKernels("Float", 32, "Ints", 23, 6, false);
  }

  static SoftmaxKernels float64() {
    return new SoftmaxKernels("Double", 64, "Longs", 52, 11, true);
  }

  String text() {
    return TEMPLATE
        .replace("CONSTANTS", constants())
        .replace("EXP", exp())
        .replace("Type", type)
        .replace("type[]", type.toLowerCase(Locale.ROOT) + "[]");
  }

  private String constants() {
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

  /** From x to p = exp(x). */
  private String exp() {
    String horner =
        IntStream.rangeClosed(1, degree - 2)
            .mapToObj(n -> "p = p.fma(f, c%d);\n".formatted(degree - 1 - n))
            .collect(Collectors.joining());
    return """
        x = x.blend(lowest, x.compare(LT, lowest));
        TypeVector z = x.fma(log2_e, shift);
        TypeVector f = x.fma(log2_e, shift.sub(z));
        %s
        TypeVector p = c%d.fma(f, c%d);
        %s
        p = p.fma(f, one);
        p = p.mul(z.reinterpretAs%s().lanewise(LSHL, %d).reinterpretAsTypes());
        """
        .formatted(
            rest ? "f = x.fma(log2_e_rest, f);" : "",
            degree,
            degree - 1,
            horner,
            integers,
            mantissa);
  }
}
