package dev.heed.formats;

import dev.heed.tensor.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The JSON object that describes one tensor in a safetensors header. */
final class SafetensorsEntryText {
  private static final int MOST_AXES = 64;
  private static final String RULE = "dtype, shape and data_offsets describe a tensor";

  private final JsonParser parser;
  private final Place place;
  private @Nullable ElementType type;
  private long @Nullable [] shape;
  private long @Nullable [] offsets;

  SafetensorsEntryText(JsonParser parser, Place place) {
    this.parser = parser;
    this.place = place;
  }

  /** Reads the object, from before its opening brace to behind its closing one. */
  SafetensorsEntry parse(String name) throws FileException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw place.error("is no object: " + RULE);
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      field(parser.currentName());
    }
    if (type == null || shape == null || offsets == null) {
      String missing = type == null ? "dtype" : shape == null ? "shape" : "data_offsets";
      throw place.error(missing + " is missing: " + RULE);
    }
    if (offsets.length != 2) {
      throw place
          .at("data_offsets")
          .error("numbers: %d, and begin and end are 2".formatted(offsets.length));
    }
    return new SafetensorsEntry(name, type, shape(shape), offsets[0], offsets[1]);
  }

  private void field(String key) throws FileException {
    boolean doubled =
        switch (key) {
          case "dtype" -> type != null;
          case "shape" -> shape != null;
          case "data_offsets" -> offsets != null;
          default ->
              throw place.error("the key %s is unknown: %s".formatted(Excerpt.quoted(key), RULE));
        };
    if (doubled) {
      throw place.error(key + " is there twice");
    }
    parser.nextToken();
    switch (key) {
      case "dtype" -> type = type();
      case "shape" -> shape = numbers(place.at(key), MOST_AXES);
      default -> offsets = numbers(place.at(key), 2);
    }
  }

  private ElementType type() throws FileException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw place.error("dtype is no text");
    }
    String name = parser.getString();
    return ElementType.named(name)
        .orElseThrow(() ->
            place.error(
                "dtype %s is not supported: known are %s"
                    .formatted(Excerpt.quoted(name), Arrays.toString(ElementType.values()))));
  }

  private long[] numbers(Place within, int most) throws FileException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw within.error("is no list of whole numbers");
    }
    long[] numbers = new long[most];
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (count == most) {
        throw within.error("has more than %d numbers".formatted(most));
      }
      numbers[count++] = number(within);
    }
    return Arrays.copyOf(numbers, count);
  }

  private long number(Place within) throws FileException {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw within.error("holds something that is no whole number");
    }
    String digits = parser.getString();
    if (digits.startsWith("-")) {
      throw within.error(
          "holds %s: sizes and offsets start at 0".formatted(Excerpt.of(digits, 40)));
    }
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw within.error("holds %s: at most %d".formatted(Excerpt.of(digits, 40), Long.MAX_VALUE));
    }
  }

  private Shape shape(long[] axes) throws FileException {
    for (long axis : axes) {
      if (axis > Integer.MAX_VALUE) {
        throw place
            .at("shape")
            .error("an axis of size %d: at most %d".formatted(axis, Integer.MAX_VALUE));
      }
    }
    try {
      return Shape.of(Arrays.stream(axes).mapToInt(Math::toIntExact).toArray());
    } catch (IllegalArgumentException e) {
      throw place.error(String.valueOf(e.getMessage()));
    }
  }
}
