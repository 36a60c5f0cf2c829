import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes the activation GELU on vectors, step by step as the scalar one.
 *
 * @param type Float or Double
 * @param integers what vectors of its bits are called
 * @param mantissa bits of the mantissa
 * @param degree terms of the polynomial of exp
 * @param nodes terms of the polynomial G
 */
record GeluKernels(String type, String integers, int mantissa, int degree, int nodes) {
  private static final String TEMPLATE =
      """
      package dev.heed.vector;

      import static dev.heed.kernel.TypeGelu.*;
      import static dev.heed.kernel.TypeMath.*;
      import static dev.heed.vector.TypeProductKernels.SPECIES;
      import static dev.heed.vector.TypeProductKernels.WIDTH;
      import static jdk.incubator.vector.VectorOperators.LE;
      import static jdk.incubator.vector.VectorOperators.GT;
      import static jdk.incubator.vector.VectorOperators.LSHL;

      import jdk.incubator.vector.TypeVector;

      /** Made by GeluKernels. */
      final class TypeGeluLoop {
        private TypeGeluLoop() {}

        /** x·Φ(x) of {@code count} numbers. */
        static void run(type[] source, int offset, int count, type[] target, int targetOffset) {
          if (count < 0) {
            return;
          }
          TypeVector zero = TypeVector.zero(SPECIES);
          TypeVector one = TypeVector.broadcast(SPECIES, 1);
          TypeVector node = TypeVector.broadcast(SPECIES, NODE);
          TypeVector twice = TypeVector.broadcast(SPECIES, -2 * NODE);
          TypeVector shift = TypeVector.broadcast(SPECIES, SHIFT);
          TypeVector exponent = TypeVector.broadcast(SPECIES, EXPONENT);
          CONSTANTS
          int i = 0;
          for (; i <= count - WIDTH; i += WIDTH) {
            TypeVector x = TypeVector.fromArray(SPECIES, source, offset + i);
            TypeVector t = x.abs();
            t = t.blend(FARTHEST, t.compare(GT, FARTHEST));
            TypeVector square = t.mul(t);
            TypeVector lost = t.fma(t, square.neg());
            TypeVector shifted = square.fma(exponent, shift);
            TypeVector f = square.fma(exponent, shifted.sub(shift).neg());
            f = square.fma(exponentRest, f);
            f = lost.fma(exponent, f);
            TypeVector sum = t.add(node);
            TypeVector part = sum.sub(node);
            TypeVector missed = t.sub(part).add(node.sub(sum.sub(part)));
            TypeVector u = one.div(sum);
            TypeVector rest = u.mul(sum.neg().fma(u, one).sub(missed.mul(u)));
            TypeVector v = twice.fma(rest, twice.fma(u, one));
            TypeVector g = gLAST.fma(v, gNEXT);
            GSTEPS
            TypeVector ratio = g.fma(u, g.mul(rest));
            TypeVector slope = cLAST.fma(f, cNEXT);
            CSTEPS
            TypeVector tail = ratio.fma(f.mul(slope), ratio);
            tail = tail.mul(shifted.reinterpretAsINTEGERS().lanewise(LSHL, MANTISSA).reinterpretAsTypes());
            TypeVector positive = x.blend(zero, x.compare(LE, zero));
            t.neg().fma(tail, positive).intoArray(target, targetOffset + i);
          }
          for (; i < count; i++) {
            target[targetOffset + i] = gelu(source[offset + i]);
          }
        }
      }
      """;

  static void write(Path folder) throws IOException {
    Files.writeString(
        folder.resolve("FloatGeluLoop.java"),
        new GeluKernels("Float", "Ints", 23, 6, 11).text());
    Files.writeString(
        folder.resolve("DoubleGeluLoop.java"),
        new GeluKernels("Double", "Longs", 52, 11, 23).text());
  }

  private String text() {
    return TEMPLATE
        .replace("CONSTANTS", constants())
        .replace("GSTEPS", steps("g", "v", nodes - 3, 0))
        .replace("CSTEPS", steps("slope", "f", degree - 2, 1))
        .replace("gLAST", "g" + (nodes - 1))
        .replace("gNEXT", "g" + (nodes - 2))
        .replace("cLAST", "c" + degree)
        .replace("cNEXT", "c" + (degree - 1))
        .replace("INTEGERS", integers)
        .replace("MANTISSA", String.valueOf(mantissa))
        .replace("Type", type)
        .replace("type[]", type.toLowerCase(Locale.ROOT) + "[]");
  }

  private String constants() {
    return constant("exponentRest", "EXPONENT_REST")
        + IntStream.range(0, nodes)
            .mapToObj(n -> constant("g" + n, "G" + n))
            .collect(Collectors.joining())
        + IntStream.rangeClosed(1, degree)
            .mapToObj(n -> constant("c" + n, "C" + n))
            .collect(Collectors.joining());
  }

  private static String constant(String name, String value) {
    return "TypeVector %s = TypeVector.broadcast(SPECIES, %s);\n".formatted(name, value);
  }

  /** Horner's rule from one coefficient down to another. */
  private static String steps(String polynomial, String variable, int from, int to) {
    String letter = polynomial.substring(0, 1).equals("g") ? "g" : "c";
    return IntStream.rangeClosed(to, from)
        .map(n -> from + to - n)
        .mapToObj(n -> "%s = %1$s.fma(%s, %s%d);\n".formatted(polynomial, variable, letter, n))
        .collect(Collectors.joining());
  }
}
