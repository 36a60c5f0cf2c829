import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes the transposition of squares of as many rows as a vector has lanes: at each step half of
 * every vector changes places with half of another, the distance being halved from step to step.
 *
 * @param type Float or Double
 * @param widths of vectors, in lanes
 */
record TransposeKernels(String type, List<Integer> widths) {
  private static final String CLASS =
      """
      package dev.heed.vector;

      import static dev.heed.vector.TypeTileKernels.SPECIES;
      import static dev.heed.vector.TypeTileKernels.WIDTH;

      import jdk.incubator.vector.TypeVector;
      import jdk.incubator.vector.VectorMask;
      import jdk.incubator.vector.VectorShuffle;

      /** Made by TransposeKernels. */
      final class TypeTranspose {
        CONSTANTS

        private TypeTranspose() {}

        /** Writes element (r, c) to row c, column r; whole squares of a vector's width. */
        static void transpose(
            type[] source, int offset, int fromStride, int rows, int columns,
            type[] target, int targetOffset, int toStride) {
          switch (WIDTH) {
            CASES_target
            default -> throw new IllegalStateException("vectors of " + WIDTH + " lanes");
          }
        }

        /** The same for a target that is far away in memory; destroys the source. */
        static void move(
            type[] source, int offset, int fromStride, int rows, int columns,
            type[] target, int targetOffset, int toStride) {
          switch (WIDTH) {
            CASES_source
            default -> throw new IllegalStateException("vectors of " + WIDTH + " lanes");
          }
        }

        private static VectorMask<Type> upper(int distance) {
          boolean[] lanes = new boolean[WIDTH];
          for (int lane = 0; lane < WIDTH; lane++) {
            lanes[lane] = (lane & distance) != 0;
          }
          return VectorMask.fromArray(SPECIES, lanes, 0);
        }

        METHODS
      }
      """;

  String text() {
    int widest = widths.getFirst();
    StringBuilder constants = new StringBuilder();
    for (int distance = widest / 2; distance > 0; distance /= 2) {
      constants.append(
          """
          static final VectorShuffle<Type> SWAP_%1$d =
              VectorShuffle.fromOp(SPECIES, lane -> (lane ^ %1$d) %% WIDTH);
          static final VectorMask<Type> UPPER_%1$d = upper(%1$d);
          """
              .formatted(distance));
    }
    String methods =
        widths.stream()
            .map(width -> square(width, "source") + square(width, "target"))
            .collect(Collectors.joining());
    return CLASS
        .replace("CONSTANTS", constants)
        .replace("CASES_source", cases("source"))
        .replace("CASES_target", cases("target"))
        .replace("METHODS", methods)
        .replace("Type", type)
        .replaceAll("\\btype\\b", type.toLowerCase(Locale.ROOT));
  }

  private String cases(String scratch) {
    return widths.stream()
        .map(
            width ->
                """
                case %1$d ->
                    %2$s%1$d(
                        source, offset, fromStride, rows, columns, target, targetOffset, toStride);
                """
                    .formatted(width, scratch))
        .collect(Collectors.joining("\n"));
  }

  /**
   * Sixteen vectors at once are more than the compiler keeps in registers, and so it goes two
   * steps at a time over four of them, and what is between lies in the source or the target.
   *
   * @param scratch which of the two: source or target
   */
  private String square(int width, String scratch) {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        private static void %1$s%2$d(
            type[] source, int offset, int fromStride, int rows, int columns,
            type[] target, int targetOffset, int toStride) {
          for (int row = 0; row < rows; row += %2$d) {
            for (int column = 0; column < columns; column += %2$d) {
              int from = offset + row * fromStride + column;
              int to = targetOffset + column * toStride + row;
        """
            .formatted(scratch, width));
    List<Integer> distances = IntStream.iterate(width / 2, n -> n > 0, n -> n / 2).boxed().toList();
    if (width == 16) {
      for (int row = 0; row < 4; row++) {
        List<Integer> rows = List.of(row, row + 4, row + 8, row + 12);
        text.append(steps(rows, distances.subList(0, 2), "source", scratch));
      }
      for (int row = 0; row < 16; row += 4) {
        List<Integer> rows = List.of(row, row + 1, row + 2, row + 3);
        text.append(steps(rows, distances.subList(2, 4), scratch, "target"));
      }
    } else {
      List<Integer> rows = IntStream.range(0, width).boxed().toList();
      text.append(steps(rows, distances, "source", "target"));
    }
    return text.append("}\n}\n}\n").toString();
  }

  /** Loads some rows of one array, swaps at some distances and stores them in the other. */
  private static String steps(
      List<Integer> rows, List<Integer> distances, String array, String result) {
    StringBuilder text = new StringBuilder("{\n");
    for (int row : rows) {
      text.append(
          "TypeVector a%1$d = TypeVector.fromArray(SPECIES, %2$s, %3$s + %1$d * %3$sStride);\n"
              .formatted(row, array, offset(array)));
    }
    for (int distance : distances) {
      for (int row : rows) {
        if ((row & distance) == 0) {
          text.append(
              """
              TypeVector b%1$d_%3$d = a%1$d.blend(a%2$d.rearrange(SWAP_%3$d), UPPER_%3$d);
              a%2$d = a%1$d.rearrange(SWAP_%3$d).blend(a%2$d, UPPER_%3$d);
              a%1$d = b%1$d_%3$d;
              """
                  .formatted(row, row + distance, distance));
        }
      }
    }
    for (int row : rows) {
      text.append(
          "a%1$d.intoArray(%2$s, %3$s + %1$d * %3$sStride);\n"
              .formatted(row, result, offset(result)));
    }
    return text.append("}\n").toString();
  }

  private static String offset(String array) {
    return array.equals("source") ? "from" : "to";
  }
}
