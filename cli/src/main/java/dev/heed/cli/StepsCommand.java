package dev.heed.cli;

import dev.heed.attention.Attention;
import dev.heed.attention.Projected;
import dev.heed.attention.Steps;
import dev.heed.formats.ArrayFile;
import dev.heed.lessons.LegacyRandom;
import dev.heed.lessons.VarianceDemonstration;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import dev.heed.views.StepsText;
import dev.heed.views.TextBlock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heed steps}: every number of every step. */
@Command(
    name = "steps",
    description = {
      "Shows attention step by step: number, formula, shape, the matrix as NumPy prints it, and what"
          + " it means. Computed in float64.",
      "The input is a file as of attend, or random numbers as np.random draws them."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Heed.Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed steps --random 4,8,8 --seed 42 --causal",
      "  heed steps --input qkv.json --scale none",
      "  heed steps --random 3,4,4 --uniform --out steps.npz"
    })
final class StepsCommand implements Callable<Integer> {
  private static final long LARGEST_SEED = (1L << 32) - 1;

  private final Console console;

  @ArgGroup(multiplicity = "1")
  private Source source = new Source();

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Seed of np.random.seed, 0 to 4294967295; drawn and printed if not given.")
  private @Nullable Long seed;

  @Option(names = "--uniform", description = "np.random.rand instead of randn.")
  private boolean uniform;

  @Mixin private MaskOptions masks = new MaskOptions();

  @Mixin private RunOptions run = new RunOptions();

  @Option(
      names = "--out",
      converter = OutputFile.Converter.class,
      paramLabel = "FILE",
      description = "Saves every step by name: npz, safetensors, json.")
  private @Nullable OutputFile out;

  StepsCommand(Console console) {
    this.console = console;
  }

  /** Where the numbers come from. */
  static final class Source {
    @Option(names = "--input", paramLabel = "FILE", description = "Arrays as of attend.")
    private @Nullable Path input;

    @Option(
        names = "--random",
        paramLabel = "L,DK,DV",
        description = "Random Q [L,DK], K [L,DK], V [L,DV], drawn in this order.")
    private @Nullable String random;
  }

  @Override
  public Integer call() throws IOException {
    if (out != null && !out.holdsNames()) {
      throw new IllegalArgumentException(
          "--out %s: steps are several arrays; save them as .npz, .safetensors or .json"
              .formatted(out));
    }
    Projected arrays = source.input == null ? random() : read(source.input);
    Attention attention = masks.attention(DType.FLOAT64).withExecution(run.execution());
    Steps steps = attention.steps(arrays.query(), arrays.key(), arrays.value());
    console.print(StepsText.render(steps, variances(steps), console.terminal()));
    if (out != null) {
      out.write(named(steps));
      console.error("heed: " + out + " written");
    }
    return 0;
  }

  private Projected read(Path file) throws IOException {
    if (seed != null || uniform) {
      throw new IllegalArgumentException("--seed and --uniform go with --random");
    }
    Inputs inputs = new Inputs(file.toString(), ArrayFile.read(file));
    if (!inputs.ignored().isEmpty()) {
      console.error("heed: not used: " + String.join(", ", inputs.ignored()));
    }
    return inputs.projected(DType.FLOAT64);
  }

  private Projected random() {
    int[] sizes = sizes(java.util.Objects.requireNonNull(source.random));
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

  private static Map<String, Double> variances(Steps steps) {
    Map<String, Double> variances = new LinkedHashMap<>();
    variances.put("Q", VarianceDemonstration.variance(steps.query()));
    variances.put("K", VarianceDemonstration.variance(steps.key()));
    variances.put("scores", VarianceDemonstration.variance(steps.scores()));
    variances.put("scaled", VarianceDemonstration.variance(steps.scaled()));
    return variances;
  }

  private static Map<String, Tensor> named(Steps steps) {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    arrays.put("Q", steps.query());
    arrays.put("K", steps.key());
    arrays.put("V", steps.value());
    arrays.put("scores", steps.scores());
    arrays.put("scaled", steps.scaled());
    arrays.put("biased", steps.biased());
    arrays.put("masked", steps.masked());
    arrays.put("row_max", steps.rowMaximum());
    arrays.put("row_sum", steps.rowSum());
    arrays.put("weights", steps.weights());
    arrays.put("log_sum_exp", steps.logSumExp());
    arrays.put("output", steps.output());
    return arrays;
  }
}
