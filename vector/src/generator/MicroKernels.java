import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes the micro-kernels: straight-line code for blocks of rows × vectors, each with an
 * accumulator of its own, which the compiler keeps in registers only where no array, loop or call
 * stands between them; and, with {@link SoftmaxKernels}, the softmax. Arguments: the folder to write to.
 */
final class MicroKernels {
  private static final List<int[]> PRODUCTS =
      List.of(
          new int[] {8, 2},
          new int[] {7, 2},
          new int[] {6, 2},
          new int[] {5, 2},
          new int[] {4, 2},
          new int[] {3, 2},
          new int[] {2, 2},
          new int[] {1, 2});

  private final String type;
  private final String vector;
  private final StringBuilder text = new StringBuilder();

  private MicroKernels(String type, String vector) {
    this.type = type;
    this.vector = vector;
  }

  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0], "dev", "heed", "vector"));
    write(folder, "Float", "float");
    write(folder, "Double", "double");
    Files.writeString(folder.resolve("FloatSoftmax.java"), SoftmaxKernels.float32().text());
    Files.writeString(folder.resolve("DoubleSoftmax.java"), SoftmaxKernels.float64().text());
    String cap = new CapKernels(SoftmaxKernels.float32()).text();
    Files.writeString(folder.resolve("FloatCap.java"), cap);
    cap = new CapKernels(SoftmaxKernels.float64()).text();
    Files.writeString(folder.resolve("DoubleCap.java"), cap);
    for (String name : List.of("Float", "Double")) {
      Files.writeString(folder.resolve(name + "TileKernels.java"), new TileKernels(name).text());
    }
    Files.writeString(
        folder.resolve("FloatTranspose.java"),
        new TransposeKernels("Float", List.of(16, 8, 4)).text());
    Files.writeString(
        folder.resolve("DoubleTranspose.java"),
        new TransposeKernels("Double", List.of(8, 4, 2)).text());
  }

  private static void write(Path folder, String name, String type) throws IOException {
    MicroKernels source = new MicroKernels(type, name + "Vector");
    Files.writeString(folder.resolve(name + "MicroKernels.java"), source.text(name));
  }

  private String text(String name) {
    line("package dev.heed.vector;");
    line("");
    line("import jdk.incubator.vector.%s;", vector);
    line("import jdk.incubator.vector.VectorSpecies;");
    line("");
    line("/** Made by MicroKernels. */");
    line("final class %sMicroKernels {", name);
    line("  static final VectorSpecies<%s> SPECIES = %s.SPECIES_PREFERRED;", name, vector);
    line("  static final int WIDTH = SPECIES.length();");
    line("");
    line("  private %sMicroKernels() {}", name);
    PRODUCTS.forEach(block -> multiply(block[0], block[1]));
    line("}");
    return text.toString();
  }

  /** Rows of a against one panel of b, {@code [depth][vectors]}; continues what c holds. */
  private void multiply(int rows, int vectors) {
    line("");
    line("  static void multiply%dx%d(", rows, vectors);
    line("      %s[] a, int offset, int stride, int depth,", type);
    line("      %s[] b, int panel, int lanes, %s[] c, int target, int targetStride) {", type, type);
    for (int r = 0; r < rows; r++) {
      line("    int k%d = offset + %d * stride;", r, r);
    }
    accumulators(rows, vectors, (r, c) -> "%s.zero(SPECIES)".formatted(vector));
    line("    for (int d = 0, at = panel; d < depth; d++, at += lanes) {");
    step(rows, vectors, "b", r -> "a[k%d + d]".formatted(r));
    line("    }");
    line("    int at = target;");
    store(rows, vectors, "c", "targetStride", "");
    line("  }");
  }

  private void accumulators(int rows, int vectors, Start start) {
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < vectors; c++) {
        line("    %s a%d_%d = %s;", vector, r, c, start.of(r, c));
      }
    }
  }

  private void step(int rows, int vectors, String source, Factor factor) {
    stepAt("at", rows, vectors, source, factor);
  }

  private void stepAt(String index, int rows, int vectors, String source, Factor factor) {
    for (int c = 0; c < vectors; c++) {
      line(
          "      %s x%d = %s.fromArray(SPECIES, %s, %s + %d * WIDTH);",
          vector, c, vector, source, index, c);
    }
    for (int r = 0; r < rows; r++) {
      line("      %s f%d = %s.broadcast(SPECIES, %s);", vector, r, vector, factor.of(r));
      int row = r;
      line(
          "      %s",
          IntStream.range(0, vectors)
              .mapToObj(c -> "a%d_%d = f%d.fma(x%d, a%d_%d);".formatted(row, c, row, c, row, c))
              .collect(Collectors.joining(" ")));
    }
  }

  private void store(int rows, int vectors, String target, String stride, String finish) {
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < vectors; c++) {
        line(
            "    a%d_%d%s.intoArray(%s, at + %d * %s + %d * WIDTH);",
            r, c, finish, target, r, stride, c);
      }
    }
  }

  private void line(String format, Object... values) {
    text.append(values.length == 0 ? format : format.formatted(values)).append('\n');
  }

  /** What an accumulator begins with. */
  private interface Start {
    String of(int row, int vector);
  }

  /** The scalar that a row multiplies by. */
  private interface Factor {
    String of(int row);
  }
}
