package dev.heed.cli.attend;

import dev.heed.attention.Attention;
import dev.heed.attention.AttentionResult;
import dev.heed.attention.Steps;
import dev.heed.cli.console.Console;
import dev.heed.cli.console.OutputFile;
import dev.heed.cli.console.Progress;
import dev.heed.cli.explain.DrawnSteps;
import dev.heed.cli.input.InputOptions;
import dev.heed.cli.input.MaskOptions;
import dev.heed.cli.input.RunOptions;
import dev.heed.formats.ArrayFile;
import dev.heed.formats.ArrayFormat;
import dev.heed.multihead.Projected;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import dev.heed.views.Labels;
import dev.heed.views.LinksText;
import dev.heed.views.NumPyText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code heed attend --input} computes, shows and saves.
 *
 * @param masks what is computed
 * @param run how
 * @param show what is wanted of it
 */
record AttendArrays(MaskOptions masks, RunOptions run, ResultOptions show, Console console) {

  /** Reads the file, computes, saves and shows. */
  void run(InputOptions input) throws IOException {
    Projected arrays = input.arrays(console);
    DType computed = arrays.query().dtype();
    Attention attention = masks.attention(computed).withExecution(run.execution());
    OutputFile out = show.out();
    if (out != null && out.isView()) {
      // Refused for what is too long to draw before anything is computed.
      draw(out, input.name(), attention, arrays);
    }
    AttentionResult result = evaluate(attention, arrays);
    Tensor weights = weights(attention, arrays);
    if (out != null && !out.isView()) {
      save(out, result, weights);
    }
    print(attention, arrays, result, weights);
  }

  private AttentionResult evaluate(Attention attention, Projected arrays) {
    try (Progress progress = new Progress(console, "attending")) {
      Attention watched = attention.withExecution(run.execution().withObserver(progress));
      return watched.evaluate(arrays.query(), arrays.key(), arrays.value());
    }
  }

  private static void draw(OutputFile out, String file, Attention attention, Projected arrays)
      throws IOException {
    long scores = arrays.query().shape().with(-1, arrays.key().size(-2)).elements();
    if (scores > Steps.DEFAULT_LIMIT) {
      throw new IllegalArgumentException(
          "--out %s: %d weights are too many to draw one by one; heed inspect draws a pooled map"
              .formatted(out, scores));
    }
    Steps steps = attention.steps(arrays.query(), arrays.key(), arrays.value());
    out.write(new DrawnSteps("Attention in " + file, steps, Labels.numbered()));
  }

  /** The weights where somebody wants them and they are few enough; else null, and says why. */
  private @Nullable Tensor weights(Attention attention, Projected arrays) {
    boolean saved = show.out() != null && show.out().holdsNames();
    if (!saved && !show.json() && show.top() == null) {
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

  private void print(
      Attention attention, Projected arrays, AttentionResult result, @Nullable Tensor weights)
      throws IOException {
    if (show.json()) {
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      ArrayFile.write(text, ArrayFormat.JSON, named(result, weights));
      console.print(text.toString(StandardCharsets.UTF_8));
    } else if (show.top() != null) {
      if (weights != null) {
        console.print(LinksText.render(weights, show.top(), Labels.numbered(), console.terminal()));
      }
    } else if (show.out() == null) {
      console.print(summary(attention, arrays));
      console.print("output " + result.output().shape());
      console.print(NumPyText.of(result.output()));
    } else {
      console.error("heed: " + show.out() + " written");
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
