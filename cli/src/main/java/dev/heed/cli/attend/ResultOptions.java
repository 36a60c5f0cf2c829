package dev.heed.cli.attend;

import dev.heed.attention.Steps;
import dev.heed.cli.console.OutputFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say what of a result is printed and saved. */
final class ResultOptions {
  @Option(
      names = "--top",
      paramLabel = "K",
      description = "The K strongest links (of arrays: instead of the output).")
  private @Nullable Integer top;

  @Option(
      names = "--json",
      description =
          "Prints JSON: of a text as --out to .json; of arrays output, weights, log_sum_exp.")
  private boolean json;

  @Option(
      names = "--out",
      converter = OutputFile.Converter.class,
      paramLabel = "FILE",
      description = {
        "Of a text, npz or safetensors: attention [layers,heads,T,T], last_hidden_state [T,hidden], embedding"
            + " [hidden]; json: tokens and links, too.",
        "Of arrays, npz, safetensors or json: output, weights, log_sum_exp; npy or csv: output.",
        "html, svg or png: the weights, to look at; of a text csv as well.",
        "Weights of more than " + Steps.DEFAULT_LIMIT + " scores are left out, and this is said."
      })
  private @Nullable OutputFile out;

  /** How many links; null if nobody asked. */
  @Nullable Integer top() {
    if (top != null && top < 1) {
      throw new IllegalArgumentException("--top %d: at least 1 link".formatted(top));
    }
    return top;
  }

  boolean json() {
    return json;
  }

  @Nullable OutputFile out() {
    return out;
  }
}
