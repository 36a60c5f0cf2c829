import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Writes the reduction of 16 virtual lanes to one number, of 16 rows at once, so that in the end
 * each lane holds the number of a row of its own. All vectors have the width of the other kernels:
 * where the JVM has seen two widths of a type, it may keep sums in objects.
 *
 * @param type Float or Double
 * @param widths of vectors, in lanes
 */
record ReductionKernels(String type, List<Integer> widths) {
  private static final int LANES = 16;

  private static final String CLASS =
      """
      package dev.heed.vector;

      import static dev.heed.vector.TypeTileKernels.SPECIES;
      import static dev.heed.vector.TypeTileKernels.WIDTH;
      import static dev.heed.vector.TypeTranspose.*;

      import jdk.incubator.vector.TypeVector;

      /** Made by ReductionKernels. */
      final class TypeReduction {
        private TypeReduction() {}

        /** Adds up the lanes of 16 rows, one behind the other, and scales the sums. */
        static void sums(type[] rows, int from, type scale, type[] sums, int to) {
          switch (WIDTH) {
            CASES
            default -> throw new IllegalStateException("vectors of " + WIDTH + " lanes");
          }
        }

        METHODS
      }
      """;

  String text() {
    return CLASS
        .replace("CASES", each("case %1$d -> sums%1$d(rows, from, scale, sums, to);"::formatted))
        .replace("METHODS", each(ReductionKernels::method))
        .replace("Type", type)
        .replaceAll("\\btype\\b", type.toLowerCase(Locale.ROOT));
  }

  private String each(Function<Integer, String> text) {
    return widths.stream().map(text).collect(Collectors.joining("\n"));
  }

  /**
   * The tree: lane i takes in lane i + 8, i + 4, i + 2, i + 1. Halves of vectors are combined two
   * vectors at a time.
   */
  private static String method(int width) {
    StringBuilder text =
        new StringBuilder(
            "private static void sums%1$d(type[] rows, int from, type scale, type[] sums, int to) {\n"
                .formatted(width));
    for (int first = 0; first < LANES; first += width) {
      text.append("{\n");
      for (int row = 0; row < width; row++) {
        text.append("TypeVector a%d = %s;\n".formatted(row, folded(first + row, 0, width)));
      }
      for (int distance = width / 2; distance > 0; distance /= 2) {
        for (int row = 0; row < distance; row++) {
          text.append(
              """
              a%1$d = a%1$d.blend(a%2$d, UPPER_%3$d)
                  .add(a%2$d.blend(a%1$d, UPPER_%3$d).rearrange(SWAP_%3$d));
              """
                  .formatted(row, row + distance, distance));
        }
      }
      text.append("a0.mul(scale).intoArray(sums, to + %d);\n}\n".formatted(first));
    }
    return text.append("}\n").toString();
  }

  /** The lanes from {@code part} on of a row, with those at every distance from {@code distance} up. */
  private static String folded(int row, int part, int distance) {
    return distance >= LANES
        ? "TypeVector.fromArray(SPECIES, rows, from + %d)".formatted(row * LANES + part)
        : "%s.add(%s)"
            .formatted(folded(row, part, 2 * distance), folded(row, part + distance, 2 * distance));
  }
}
