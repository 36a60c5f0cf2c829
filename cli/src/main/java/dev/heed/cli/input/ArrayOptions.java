package dev.heed.cli.input;

import dev.heed.attention.Steps;
import dev.heed.cli.console.Console;
import dev.heed.formats.ArrayFile;
import dev.heed.lessons.LegacyRandom;
import dev.heed.multihead.NamedInputs;
import dev.heed.multihead.Projected;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import dev.heed.views.TextBlock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Options that say whose steps are shown: arrays out of a file, or random ones. */
public final class ArrayOptions {
  /** The options' names. */
  public static final List<String> NAMES = List.of("--input", "--random", "--seed", "--uniform");

  private static final long LARGEST_SEED = (1L << 32) - 1;

  @ArgGroup(multiplicity = "0..1")
  private @Nullable Source source;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Seed of np.random.seed, 0 to 4294967295; drawn and printed if not given.")
  private @Nullable Long seed;

  @Option(names = "--uniform", description = "np.random.rand instead of randn.")
  private boolean uniform;

  /** Where the numbers come from. */
  public static final class Source {
    @Option(names = "--input", paramLabel = "FILE", description = "Arrays as of attend.")
    private @Nullable Path input;

    @Option(
        names = "--random",
        paramLabel = "L,DK,DV",
        description = "Random Q [L,DK], K [L,DK], V [L,DV], drawn in this order.")
    private @Nullable String random;
  }

  /** Whether a file or random arrays are asked for. */
  public boolean given() {
    return source != null;
  }

  /**
   * The arrays in float64; says how random ones were drawn.
   *
   * @param command whose message it is where nothing is given
   */
  public Projected arrays(String command, Console console) throws IOException {
    if (source != null && source.input != null) {
      return read(source.input, console);
    }
    if (source != null && source.random != null) {
      return random(source.random, console);
    }
    throw new IllegalArgumentException(
        command + ": a TEXT, --input FILE with arrays, or --random L,DK,DV");
  }

  private Projected read(Path file, Console console) throws IOException {
    if (seed != null || uniform) {
      throw new IllegalArgumentException("--seed and --uniform go with --random");
    }
    NamedInputs inputs = new NamedInputs(file.toString(), ArrayFile.read(file));
    if (!inputs.ignored().isEmpty()) {
      console.error("heed: not used: " + String.join(", ", inputs.ignored()));
    }
    return inputs.projected(DType.FLOAT64);
  }

  private Projected random(String shape, Console console) {
    int[] sizes = sizes(shape);
    long used = seed == null ? ThreadLocalRandom.current().nextLong(LARGEST_SEED + 1) : seed;
    LegacyRandom random = new LegacyRandom(used);
    String call = "np.random.seed(%d), then %s: Q [%d, %d], K [%d, %d], V [%d, %d]";
    String drawn =
        call.formatted(
            used,
            uniform ? "rand" : "randn",
            sizes[0],
            sizes[1],
            sizes[0],
            sizes[1],
            sizes[0],
            sizes[2]);
    String again = seed == null ? " (again: --seed " + used + ")" : "";
    console.print(
        new TextBlock(console.terminal()).paragraph("", drawn + again).blank().toString());
    return new Projected(
        draw(random, sizes[0], sizes[1]),
        draw(random, sizes[0], sizes[1]),
        draw(random, sizes[0], sizes[2]));
  }

  private Tensor draw(LegacyRandom random, int rows, int columns) {
    return uniform ? random.rand(rows, columns) : random.randn(rows, columns);
  }

  private static int[] sizes(String text) {
    String[] parts = text.split(",", -1);
    int[] sizes = new int[3];
    try {
      for (int i = 0; i < 3 && parts.length == 3; i++) {
        sizes[i] = Integer.parseInt(parts[i].strip());
      }
    } catch (NumberFormatException e) {
      sizes[0] = 0;
    }
    if (sizes[0] < 1 || sizes[1] < 1 || sizes[2] < 1) {
      throw new IllegalArgumentException(
          "--random %s: three whole numbers from 1 on, L,DK,DV".formatted(text));
    }
    double largest = (double) sizes[0] * Math.max(sizes[0], Math.max(sizes[1], sizes[2]));
    if (largest > Steps.DEFAULT_LIMIT) {
      throw new IllegalArgumentException(
          "--random %s: a matrix of %.0f numbers, and steps show at most %d"
              .formatted(text, largest, Steps.DEFAULT_LIMIT));
    }
    return sizes;
  }
}
