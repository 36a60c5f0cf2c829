import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes the micro-kernels, each of which is a template of its own: straight-line code, because the
 * compiler keeps vectors in registers only where no array, loop or call stands between them.
 * Arguments: the folder to write to.
 */
final class MicroKernels {
  private MicroKernels() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0], "dev", "heed", "vector"));
    for (String type : List.of("Float", "Double")) {
      boolean single = type.equals("Float");
      write(folder, type + "TileKernels", new TileKernels(type).text());
      write(
          folder,
          type + "Softmax",
          (single ? SoftmaxKernels.float32() : SoftmaxKernels.float64()).text());
      FewQueries few = new FewQueries(type, FewQueries.Stored.NUMBERS);
      write(folder, few.name(), few.text());
      write(
          folder,
          type + "Cap",
          new CapKernels(single ? SoftmaxKernels.float32() : SoftmaxKernels.float64()).text());
      List<Integer> widths = single ? List.of(16, 8, 4) : List.of(8, 4, 2);
      write(folder, type + "Transpose", new TransposeKernels(type, widths).text());
      write(folder, type + "Reduction", new ReductionKernels(type, widths).text());
    }
    for (FewQueries.Stored stored :
        List.of(FewQueries.Stored.BINARY16, FewQueries.Stored.BFLOAT16)) {
      FewQueries few = new FewQueries("Float", stored);
      write(folder, few.name(), few.text());
    }
    ProductKernels.write(folder);
    GeluKernels.write(folder);
  }

  private static void write(Path folder, String name, String text) throws IOException {
    Files.writeString(folder.resolve(name + ".java"), text);
  }
}
