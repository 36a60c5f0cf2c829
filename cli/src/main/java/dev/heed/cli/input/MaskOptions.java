package dev.heed.cli.input;

import dev.heed.attention.Attention;
import dev.heed.formats.ArrayFile;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say what is computed: scale, masks, bias. */
public final class MaskOptions {
  /** The options' names. */
  public static final List<String> NAMES =
      List.of(
          "--scale",
          "--softcap",
          "--causal",
          "--window",
          "--keep",
          "--hide",
          "--bias",
          "--lengths");

  @Option(
      names = "--scale",
      paramLabel = "default|none|NUMBER",
      description = "Factor on Q·Kᵀ: 1/√D (default), none for 1, or a number.")
  private String scale = "default";

  @Option(
      names = "--softcap",
      paramLabel = "C",
      description = "Keeps scaled scores within ±C by C·tanh(score/C), before bias and masks.")
  private @Nullable Double softcap;

  @Option(
      names = "--causal",
      arity = "0..1",
      fallbackValue = "unnamed",
      paramLabel = "top-left|bottom-right",
      description =
          "No key after the query's own. With as many queries as keys the corner may be left out.")
  private @Nullable String causal;

  @Option(
      names = "--window",
      paramLabel = "LEFT,RIGHT",
      description =
          "Keys from LEFT before the query's own to RIGHT after it; -1 is open. Lined up as"
              + " --causal says.")
  private @Nullable String window;

  @Option(
      names = "--keep",
      paramLabel = "FILE",
      description = "Flags, true = attend, broadcast to [B,H,L,S].")
  private @Nullable Path keep;

  @Option(names = "--hide", paramLabel = "FILE", description = "Flags, true = leave out.")
  private @Nullable Path hide;

  @Option(
      names = "--bias",
      paramLabel = "FILE",
      description = "Numbers added to the scaled scores, broadcast to [B,H,L,S].")
  private @Nullable Path bias;

  @Option(
      names = "--lengths",
      paramLabel = "N,…",
      description = "Keys of each sequence; the rest is padding.")
  private @Nullable String lengths;

  /** The operator that the options describe. */
  public Attention attention(DType dtype) throws IOException {
    Attention attention = Attention.scaledDotProduct().withMask(mask());
    if (!scale.equals("default")) {
      attention = attention.withScale(scale.equals("none") ? 1 : number(scale));
    }
    if (softcap != null) {
      attention = attention.withSoftcap(softcap);
    }
    return bias == null ? attention : attention.withBias(single(bias).to(dtype));
  }

  /** The corner that --causal names; null where it names none. */
  public @Nullable Corner corner() {
    return causal == null ? null : corner(causal);
  }

  private Mask mask() throws IOException {
    Mask mask = Mask.none();
    if (causal != null) {
      Corner corner = corner(causal);
      mask = mask.and(corner == null ? Mask.causal() : Mask.causal(corner));
    }
    if (window != null) {
      int[] sides = numbers("--window", window);
      if (sides.length != 2) {
        throw new IllegalArgumentException(
            "--window %s: two whole numbers, LEFT,RIGHT".formatted(window));
      }
      Corner corner = causal == null ? null : corner(causal);
      mask =
          mask.and(
              corner == null
                  ? Mask.window(sides[0], sides[1])
                  : Mask.window(sides[0], sides[1], corner));
    }
    mask = keep == null ? mask : mask.and(Mask.keep(flags("--keep", keep)));
    mask = hide == null ? mask : mask.and(Mask.hide(flags("--hide", hide)));
    return lengths == null ? mask : mask.and(Mask.lengths(numbers("--lengths", lengths)));
  }

  private static @Nullable Corner corner(String name) {
    return switch (name) {
      case "unnamed" -> null;
      case "top-left" -> Corner.TOP_LEFT;
      case "bottom-right" -> Corner.BOTTOM_RIGHT;
      default ->
          throw new IllegalArgumentException(
              "--causal %s: the corner is top-left or bottom-right".formatted(name));
    };
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "--scale %s: default, none, or a finite number".formatted(text), e);
    }
  }

  /** Whole numbers with commas between them. */
  public static int[] numbers(String option, String text) {
    try {
      return Arrays.stream(text.split(",", -1))
          .map(String::strip)
          .mapToInt(Integer::parseInt)
          .toArray();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "%s %s: whole numbers with commas between them".formatted(option, text), e);
    }
  }

  private static Tensor single(Path file) throws IOException {
    Map<String, Tensor> arrays = ArrayFile.read(file);
    if (arrays.size() != 1) {
      throw new IllegalArgumentException(
          "%s holds %d arrays: a mask or a bias is one".formatted(file, arrays.size()));
    }
    return arrays.values().iterator().next();
  }

  private static Tensor flags(String option, Path file) throws IOException {
    Tensor numbers = single(file);
    if (numbers.dtype() == DType.BOOL) {
      return numbers;
    }
    for (double number : numbers.toDoubleArray()) {
      if (number != 0 && number != 1) {
        throw new IllegalArgumentException(
            "%s %s holds %s: flags are 0 and 1, or of dtype bool; numbers to add go with --bias"
                .formatted(option, file, number));
      }
    }
    return numbers.to(DType.BOOL);
  }
}
