package dev.heed.cli;

import dev.heed.attention.Attention;
import dev.heed.attention.AttentionResult;
import dev.heed.attention.Projected;
import dev.heed.attention.Steps;
import dev.heed.formats.ArrayFile;
import dev.heed.formats.ArrayFormat;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import dev.heed.views.Labels;
import dev.heed.views.LinksText;
import dev.heed.views.NumPyText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heed attend}: attention of arrays out of a file. */
@Command(
    name = "attend",
    description = {
      "Computes attention of the arrays in a file: Q, K, V; or X with W_Q, W_K, W_V (and b_Q, b_K,"
          + " b_V); or X alone, then Q = K = V = X.",
      "Shapes: Q [B,H,L,D], K [B,Hk,S,D], V [B,Hk,S,Dv]; fewer axes are read from the right."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Heed.Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed attend --input qkv.npz --causal --top 5",
      "  heed attend --input x.csv --out context.npy",
      "  heed attend --input qkv.npz --causal bottom-right --window 255,0 --out result.npz"
    })
final class AttendCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE",
      description = "npz, safetensors, JSON, npy or CSV (npy and CSV hold X); names in any case.")
  private @Nullable Path input;

  @Mixin private MaskOptions masks = new MaskOptions();

  @Option(
      names = "--dtype",
      paramLabel = "float32|float64",
      description =
          "Default: float64 if an input is, else float32; float16 and bfloat16 are widened.")
  private @Nullable DType dtype;

  @Mixin private RunOptions run = new RunOptions();

  @Option(
      names = "--top",
      paramLabel = "K",
      description = "Prints the K strongest links instead of the output.")
  private @Nullable Integer top;

  @Option(names = "--json", description = "Prints output, weights and log_sum_exp as JSON.")
  private boolean json;

  @Option(
      names = "--out",
      converter = OutputFile.Converter.class,
      paramLabel = "FILE",
      description = {
        "npz, safetensors or json: output, weights, log_sum_exp; npy or csv: output.",
        "Weights of more than " + Steps.DEFAULT_LIMIT + " scores are left out, and this is said."
      })
  private @Nullable OutputFile out;

  AttendCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Path file = java.util.Objects.requireNonNull(input);
    if (top != null && top < 1) {
      throw new IllegalArgumentException("--top %d: at least 1 link".formatted(top));
    }
    Inputs inputs = new Inputs(file.toString(), ArrayFile.read(file));
    if (!inputs.ignored().isEmpty()) {
      console.error("heed: not used: " + String.join(", ", inputs.ignored()));
    }
    DType computed = dtype == null ? inputs.widest() : dtype;
    if (computed.isStorage()) {
      throw new IllegalArgumentException(
          "--dtype %s: attention takes float32 or float64".formatted(computed));
    }
    Projected arrays = inputs.projected(computed);
    Attention attention = masks.attention(computed).withExecution(run.execution());
    AttentionResult result = attention.evaluate(arrays.query(), arrays.key(), arrays.value());
    Tensor weights = weights(attention, arrays);
    if (out != null) {
      save(out, result, weights);
    }
    show(attention, arrays, result, weights);
    return 0;
  }

  /** The weights where somebody wants them and they are few enough; else null, and says why. */
  private @Nullable Tensor weights(Attention attention, Projected arrays) {
    boolean saved = out != null && out.holdsNames();
    if (!saved && !json && top == null) {
      return null;
    }
    long scores = arrays.query().shape().with(-1, arrays.key().size(-2)).elements();
    if (scores > Steps.DEFAULT_LIMIT) {
      console.error(
          "heed: weights left out: %d scores are more than the limit of %d"
              .formatted(scores, Steps.DEFAULT_LIMIT));
      return null;
    }
    return attention.steps(arrays.query(), arrays.key(), arrays.value()).weights();
  }

  private static void save(OutputFile file, AttentionResult result, @Nullable Tensor weights)
      throws IOException {
    if (file.holdsNames()) {
      file.write(named(result, weights));
    } else {
      file.write(Map.of("output", result.output()));
    }
  }

  private static Map<String, Tensor> named(AttentionResult result, @Nullable Tensor weights) {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    arrays.put("output", result.output());
    if (weights != null) {
      arrays.put("weights", weights);
    }
    arrays.put("log_sum_exp", result.logSumExp());
    return arrays;
  }

  private void show(
      Attention attention, Projected arrays, AttentionResult result, @Nullable Tensor weights)
      throws IOException {
    if (json) {
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      ArrayFile.write(text, ArrayFormat.JSON, named(result, weights));
      console.print(text.toString(StandardCharsets.UTF_8));
    } else if (top != null) {
      if (weights != null) {
        console.print(LinksText.render(weights, top, Labels.numbered(), console.terminal()));
      }
    } else if (out == null) {
      console.print(summary(attention, arrays));
      console.print("output " + result.output().shape());
      console.print(NumPyText.of(result.output()));
    } else {
      console.error("heed: " + out + " written");
    }
  }

  private static String summary(Attention attention, Projected arrays) {
    int depth = arrays.query().size(-1);
    double scale = attention.scale().orElse(1 / Math.sqrt(depth));
    return String.format(
        Locale.ROOT,
        "Q %s, K %s, V %s, %s, scale %.8g",
        arrays.query().shape(),
        arrays.key().shape(),
        arrays.value().shape(),
        arrays.query().dtype(),
        scale);
  }
}
