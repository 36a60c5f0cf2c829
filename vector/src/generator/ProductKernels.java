import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Writes the micro-kernels of matrix products: straight-line code for blocks of rows × vectors of
 * columns, each with an accumulator of its own.
 *
 * <p>Six rows by four vectors are 24 sums, four vectors of columns and one number spread out: 29 of
 * 32 registers. Where there are 16, it is six rows by two.
 */
final class ProductKernels {
  private static final int ROWS = 6;
  private static final List<Integer> VECTORS = List.of(1, 2, 4);

  private final String name;
  private final String type;
  private final StringBuilder text = new StringBuilder();

  private ProductKernels(String name) {
    this.name = name;
    this.type = name.toLowerCase(Locale.ROOT);
  }

  static void write(Path folder) throws IOException {
    for (String name : List.of("Float", "Double")) {
      Path file = folder.resolve(name + "ProductKernels.java");
      Files.writeString(file, new ProductKernels(name).text());
    }
  }

  private String text() {
    line("package dev.heed.vector;");
    line("");
    line("import jdk.incubator.vector.%sVector;", name);
    line("import jdk.incubator.vector.VectorSpecies;");
    line("");
    line("/** Made by ProductKernels. */");
    line("final class %sProductKernels {", name);
    line("  static final VectorSpecies<%s> SPECIES = %sVector.SPECIES_PREFERRED;", name, name);
    line("  static final int WIDTH = SPECIES.length();");
    line("  static final int ROWS = %d;", ROWS);
    line("");
    line("  /** Columns of a panel; processors with vectors of 256 bits mostly have 16 of them. */");
    line("  static final int PANEL = (SPECIES.vectorBitSize() == 256 ? 2 : 4) * WIDTH;");
    line("");
    line("  private %sProductKernels() {}", name);
    choice();
    VECTORS.forEach(vectors -> each(ROWS, row -> block(row + 1, vectors)));
    line("}");
    return text.toString();
  }

  /** The block of so many rows and vectors. */
  private void choice() {
    line("");
    line("  static void multiply(");
    line("      int rows, int vectors,");
    parameters();
    line("    switch (8 * vectors + rows) {");
    VECTORS.forEach(vectors -> each(ROWS, row -> choice(row + 1, vectors)));
    line("      default -> throw new IllegalArgumentException(rows + \" x \" + vectors);");
    line("    }");
    line("  }");
  }

  private void choice(int rows, int vectors) {
    line("      case %d ->", 8 * vectors + rows);
    line("          multiply%dx%d(", rows, vectors);
    line("              a, aOffset, aStride, depth, b, bOffset, start, startAt, startStride,");
    line("              end, endAt, c, at, stride);");
  }

  /** c = (start + the sums) + end. */
  private void parameters() {
    line("      %s[] a, int aOffset, int aStride, int depth,", type);
    line("      %s[] b, int bOffset,", type);
    line("      %s[] start, int startAt, int startStride, %s[] end, int endAt,", type, type);
    line("      %s[] c, int at, int stride) {", type);
  }

  private void block(int rows, int vectors) {
    line("");
    line("  private static void multiply%dx%d(", rows, vectors);
    parameters();
    line("    if (depth < 0) {");
    line("      return;");
    line("    }");
    each(rows, r -> line("    int k%d = aOffset + %d * aStride;", r, r));
    each(rows, vectors, (r, v) -> line("    %sVector s%d_%d = %1$sVector.zero(SPECIES);", name, r, v));
    line("    for (int d = 0; d < depth; d++) {");
    line("      int from = bOffset + d * PANEL;");
    each(vectors, v -> line("      %sVector x%d = %s;", name, v, load("b", "from", v)));
    for (int row = 0; row < rows; row++) {
      int r = row;
      line("      %sVector f%d = %1$sVector.broadcast(SPECIES, a[k%2$d + d]);", name, r);
      each(vectors, v -> line("      s%d_%d = f%1$d.fma(x%2$d, s%1$d_%2$d);", r, v));
    }
    line("    }");
    each(vectors, v -> line("    %sVector e%d = %s;", name, v, load("end", "endAt", v)));
    each(rows, vectors, this::store);
    line("  }");
  }

  private void store(int r, int v) {
    String start = load("start", "startAt + %d * startStride".formatted(r), v);
    line("    %s.add(s%d_%d).add(e%3$d)", start, r, v);
    line("        .intoArray(c, at + %d * stride + %d * WIDTH);", r, v);
  }

  private String load(String array, String index, int vector) {
    return "%sVector.fromArray(SPECIES, %s, %s + %d * WIDTH)"
        .formatted(name, array, index, vector);
  }

  private static void each(int count, Step step) {
    IntStream.range(0, count).forEach(step::write);
  }

  private static void each(int rows, int vectors, Cell cell) {
    each(rows, r -> each(vectors, v -> cell.write(r, v)));
  }

  private void line(String format, Object... values) {
    text.append(values.length == 0 ? format : format.formatted(values)).append('\n');
  }

  /** Writes what belongs to one row or vector. */
  private interface Step {
    void write(int index);
  }

  /** Writes what belongs to one sum. */
  private interface Cell {
    void write(int row, int vector);
  }
}
