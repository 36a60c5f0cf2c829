package dev.heed.cli.input;

import dev.heed.cli.console.Console;
import dev.heed.models.Encoder;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A text, and the layer and head of the model that are looked at. */
public final class TextOptions {
  /** The options' names. */
  public static final List<String> NAMES = List.of("--layer", "--head");

  @Parameters(
      paramLabel = "TEXT",
      arity = "0..*",
      description = "Words, with or without quotes around all of them; - reads standard input.")
  private List<String> words = List.of();

  @Option(
      names = "--layer",
      paramLabel = "N",
      description =
          "Layer of the model, from 0 (default: the last, of inspect the first by" + " --sort).")
  private @Nullable Integer layer;

  @Option(
      names = "--head",
      paramLabel = "N",
      description =
          "Head of the layer, from 0 (default: the mean of all for attend, 0 for"
              + " steps, the first by --sort for inspect).")
  private @Nullable Integer head;

  /** Whether there is a text, be it an empty one. */
  public boolean given() {
    return !words.isEmpty();
  }

  /** The text, which has more in it than white space. */
  public String text(Console console) throws IOException {
    return TextSource.read(words, console);
  }

  /** The layer, checked to be one of the model's. */
  public int layer(Encoder encoder) {
    return layer == null
        ? encoder.layers() - 1
        : checked("--layer", layer, encoder.layers(), "layers");
  }

  /** The head, checked to be one of the model's; null for the mean of all. */
  public @Nullable Integer head(Encoder encoder) {
    return head == null ? null : checked("--head", head, encoder.heads(), "heads");
  }

  /** The layer as it was given; null where it was not. */
  public @Nullable Integer layerNumber() {
    return layer;
  }

  /** The head as it was given, whatever it is of; null where it was not. */
  public @Nullable Integer headNumber() {
    return head;
  }

  private static int checked(String option, int number, int count, String what) {
    if (number < 0 || number >= count) {
      throw new IllegalArgumentException(
          "%s %d: the model has %s 0 to %d".formatted(option, number, what, count - 1));
    }
    return number;
  }
}
