import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes the softcap on vectors, with tanh written out in place for the same reason as exp.
 *
 * @param numbers the type and its exp
 */
record CapKernels(SoftmaxKernels numbers) {
  private static final String TEMPLATE =
      """
      package dev.heed.vector;

      import static dev.heed.vector.TypeTileKernels.SPECIES;
      import static dev.heed.vector.TypeTileKernels.WIDTH;
      import static jdk.incubator.vector.VectorOperators.BITWISE_BLEND;
      import static jdk.incubator.vector.VectorOperators.LSHL;
      import static jdk.incubator.vector.VectorOperators.LT;

      import dev.heed.kernel.TypeMath;
      import jdk.incubator.vector.TypeVector;

      /** The softcap on vectors, with tanh as in {@link TypeMath}, step by step. */
      final class TypeCap {
        private TypeCap() {}

        /** number = cap · tanh(number / cap) for the vectors that begin from {@code from} on. */
        static void apply(type[] numbers, int from, int to, type cap) {
          CONSTANTS
          TypeVector two = TypeVector.broadcast(SPECIES, 2);
          TypeVector bound = TypeVector.broadcast(SPECIES, cap);
          TypeVector sign = TypeVector.zero(SPECIES).neg();
          for (int at = from; at < to; at += WIDTH) {
            TypeVector ratio = TypeVector.fromArray(SPECIES, numbers, at).div(bound);
            TypeVector x = ratio.abs().mul(-2);
            x = x.blend(lowest, x.compare(LT, lowest));
            TypeVector z = x.fma(log2_e, shift);
            TypeVector f = x.fma(log2_e, shift.sub(z));
            SECOND
            TypeVector p = cDEGREE.fma(f, cBELOW);
            HORNER
            TypeVector power = z.reinterpretAsIntegers().lanewise(LSHL, MANTISSA).reinterpretAsTypes();
            TypeVector e = p.mul(f).fma(power, power.sub(one));
            TypeVector tanh = e.div(two.add(e));
            // The sign of the ratio: -0 included, and whatever the sign of e.
            tanh =
                tanh.reinterpretAsIntegers()
                    .lanewise(BITWISE_BLEND, ratio.reinterpretAsIntegers(), sign.reinterpretAsIntegers())
                    .reinterpretAsTypes();
            tanh.mul(bound).intoArray(numbers, at);
          }
        }
      }
      """;

  String text() {
    int degree = numbers.degree();
    String horner =
        IntStream.rangeClosed(1, degree - 2)
            .mapToObj(n -> "p = p.fma(f, c%d);\n".formatted(degree - 1 - n))
            .collect(Collectors.joining());
    return TEMPLATE
        .replace("CONSTANTS", numbers.constants())
        .replace("SECOND", numbers.rest() ? "f = x.fma(log2_e_rest, f);" : "")
        .replace("DEGREE", Integer.toString(degree))
        .replace("BELOW", Integer.toString(degree - 1))
        .replace("HORNER", horner)
        .replace("Integers", numbers.integers())
        .replace("MANTISSA", Integer.toString(numbers.mantissa()))
        .replace("Type", numbers.type())
        .replaceAll("\\btype\\b", numbers.type().toLowerCase(Locale.ROOT));
  }
}
