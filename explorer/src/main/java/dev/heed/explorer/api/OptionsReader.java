package dev.heed.explorer.api;

import dev.heed.explorer.subject.AttentionOptions;
import dev.heed.formats.FileException;
import dev.heed.formats.JsonFields;
import dev.heed.mask.Corner;
import dev.heed.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Options of attention out of JSON. Every name that is not known is refused. */
final class OptionsReader {
  private static final Set<String> NAMES =
      Set.of(
          "dtype",
          "scale",
          "softcap",
          "causal",
          "corner",
          "window",
          "mask",
          "alibi",
          "lengths",
          "heads",
          "keyHeads");

  private static final int MOST_HEADS = 1024;

  private final JsonFields fields;

  private OptionsReader(JsonFields fields) {
    this.fields = fields;
  }

  static AttentionOptions read(JsonFields fields) throws FileException {
    fields.allow(NAMES);
    return new OptionsReader(fields).options();
  }

  private AttentionOptions options() throws FileException {
    boolean causal = fields.has("causal") && !Boolean.FALSE.equals(fields.fields().get("causal"));
    return new AttentionOptions(
        dtype(),
        scale(),
        fields.has("softcap")
            ? OptionalDouble.of(fields.number("softcap"))
            : OptionalDouble.empty(),
        causal,
        corner(causal),
        window(),
        fields.has("mask") ? NestedNumbers.flags(fields, "mask") : null,
        alibi(),
        lengths(),
        heads("heads"),
        heads("keyHeads"));
  }

  private @Nullable DType dtype() throws FileException {
    if (!fields.has("dtype")) {
      return null;
    }
    return switch (fields.text("dtype")) {
      case "float32" -> DType.FLOAT32;
      case "float64" -> DType.FLOAT64;
      default -> throw fields.error("dtype is float32 or float64");
    };
  }

  private OptionalDouble scale() throws FileException {
    if (!fields.has("scale") || "default".equals(fields.fields().get("scale"))) {
      return OptionalDouble.empty();
    }
    boolean none = "none".equals(fields.fields().get("scale"));
    return OptionalDouble.of(none ? 1 : fields.number("scale"));
  }

  private @Nullable Corner corner(boolean causal) throws FileException {
    if (causal && fields.fields().get("causal") instanceof String name) {
      if (fields.has("corner")) {
        throw fields.error("causal names a corner, and so does corner: one of them");
      }
      return corner("causal", name);
    }
    if (causal) {
      fields.flag("causal");
    }
    return fields.has("corner") ? corner("corner", fields.text("corner")) : null;
  }

  private Corner corner(String field, String name) throws FileException {
    return switch (name) {
      case "top-left" -> Corner.TOP_LEFT;
      case "bottom-right" -> Corner.BOTTOM_RIGHT;
      default -> throw fields.error(field + ": the corner is top-left or bottom-right");
    };
  }

  private AttentionOptions.@Nullable Window window() throws FileException {
    if (!fields.has("window")) {
      return null;
    }
    List<Integer> sides = wholes("window", -1);
    if (sides.size() != 2) {
      throw fields.error("window is [left, right], and -1 for all");
    }
    return new AttentionOptions.Window(sides.get(0), sides.get(1));
  }

  private @Nullable List<Double> alibi() throws FileException {
    if (!fields.has("alibi")) {
      return null;
    }
    if (fields.fields().get("alibi") instanceof Boolean) {
      return fields.flag("alibi") ? List.of() : null;
    }
    List<Double> slopes = new ArrayList<>();
    for (Object slope : fields.list("alibi")) {
      if (!(slope instanceof Number number) || !Double.isFinite(number.doubleValue())) {
        throw fields.error("alibi is true, or a finite slope for each head");
      }
      slopes.add(number.doubleValue());
    }
    if (slopes.isEmpty()) {
      throw fields.error("alibi has no slopes: true for those of its paper");
    }
    return slopes;
  }

  private List<Integer> lengths() throws FileException {
    return fields.has("lengths") ? wholes("lengths", 0) : List.of();
  }

  private int heads(String name) throws FileException {
    if (!fields.has(name)) {
      return 0;
    }
    int heads = fields.count(name);
    if (heads < 1 || heads > MOST_HEADS) {
      throw fields.error("%s is %d: from 1 to %d".formatted(name, heads, MOST_HEADS));
    }
    return heads;
  }

  private List<Integer> wholes(String name, int least) throws FileException {
    List<Integer> wholes = new ArrayList<>();
    for (Object value : fields.list(name)) {
      if (!(value instanceof Long number) || number < least || number > Integer.MAX_VALUE) {
        throw fields.error(
            "%s holds something other than whole numbers from %d on".formatted(name, least));
      }
      wholes.add(number.intValue());
    }
    return wholes;
  }
}
