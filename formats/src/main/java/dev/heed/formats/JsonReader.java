package dev.heed.formats;

import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/**
 * Arrays as JSON: an object of named nested arrays, or one nested array without a name. Numbers
 * that JSON lacks are strings ("NaN", "Infinity", "-inf"); an array of true and false only is a
 * bool tensor.
 */
final class JsonReader {
  /** Most arrays in one file: a name and a zero take few bytes there and hundreds in memory. */
  static final int MOST_ARRAYS = 1 << 16;

  private static final int LONGEST_WORD = 1000;

  private final JsonParser parser;
  private final Place place;
  private final MemoryLimit limit;

  private JsonReader(JsonParser parser, Place place, MemoryLimit limit) {
    this.parser = parser;
    this.place = place;
    this.limit = limit;
  }

  /**
   * The arrays in the file's order; an array without a name stands under the empty name.
   *
   * @throws FileException if the text is no JSON, holds other things, or an array is ragged
   */
  static SequencedMap<String, Tensor> read(ByteSource source, MemoryLimit limit)
      throws IOException {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(JsonArray.MOST_AXES + 2)
                    .maxNumberLength(LONGEST_WORD)
                    .maxStringLength(LONGEST_WORD)
                    .maxNameLength(LONGEST_WORD)
                    .build())
            .build();
    try (JsonParser parser =
        factory.createParser(ObjectReadContext.empty(), source.stream(0, source.size()))) {
      return new JsonReader(parser, source.place(), limit).arrays();
    } catch (JacksonIOException e) {
      throw e.getCause();
    } catch (JacksonException e) {
      throw refusal(source.place(), e);
    }
  }

  private static FileException refusal(Place place, JacksonException cause) {
    Place where = cause.getLocation() == null ? place : place.at(position(cause.getLocation()));
    return where.error(
        cause instanceof UnexpectedEndOfInputException
            ? "the JSON text ends too early: was the file cut off?"
            : "is not valid JSON: " + Excerpt.of(cause.getOriginalMessage(), 300));
  }

  private static String position(TokenStreamLocation location) {
    return "line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
  }

  private SequencedMap<String, Tensor> arrays() throws IOException {
    SequencedMap<String, Tensor> arrays = new LinkedHashMap<>();
    JsonToken first = parser.nextToken();
    if (first == null) {
      throw place.error("holds no JSON: an object of named arrays is expected");
    }
    if (first != JsonToken.START_OBJECT) {
      arrays.put(ArrayFile.UNNAMED, array(first, ""));
    } else {
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        if (arrays.containsKey(name)) {
          throw here("").error("the name " + Excerpt.quoted(name) + " is there twice");
        }
        if (arrays.size() == MOST_ARRAYS) {
          throw here("").error("more than %d arrays: use .npz".formatted(MOST_ARRAYS));
        }
        arrays.put(name, array(parser.nextToken(), name));
      }
    }
    if (parser.nextToken() != null) {
      throw here("").error("text after the JSON value's end");
    }
    return arrays;
  }

  private Tensor array(@Nullable JsonToken first, String name) throws IOException {
    JsonArray array =
        new JsonArray(limit, name.isEmpty() ? place : place.at("array " + Excerpt.of(name, 80)));
    JsonToken token = first;
    do {
      try {
        read(token, array);
      } catch (IllegalArgumentException e) {
        throw here(name + array.index()).error(String.valueOf(e.getMessage()));
      }
      token = array.isComplete() ? token : parser.nextToken();
    } while (!array.isComplete());
    return array.tensor();
  }

  private void read(@Nullable JsonToken token, JsonArray array) throws IOException {
    switch (token) {
      case START_ARRAY -> array.open();
      case END_ARRAY -> array.close();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_STRING ->
          array.number(NumberText.parse(parser.getString()));
      case VALUE_TRUE -> array.flag(true);
      case VALUE_FALSE -> array.flag(false);
      case null, default ->
          throw new IllegalArgumentException(
              (token == JsonToken.VALUE_NULL ? "null" : "an object inside an array's place")
                  + " is no number: an array holds numbers, or true and false");
    }
  }

  private Place here(String name) {
    Place at = place.at(position(parser.currentTokenLocation()));
    return name.isEmpty() ? at : at.at("array " + Excerpt.of(name, 80));
  }
}
