package dev.heed.formats;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/**
 * A whole JSON file in memory, with bounds on its size: maps, lists, strings, longs, doubles,
 * booleans, and an object for null. For files of settings; arrays of numbers are read by {@link
 * ArrayFile}.
 */
public final class JsonTree {
  /** What stands for JSON's null. */
  static final Object NULL = new Object();

  private static final long MOST_BYTES = 64L << 20;
  private static final int MOST_VALUES = 1_500_000;
  private static final int DEEPEST = 50;
  private static final int LONGEST_TEXT = 1 << 20;
  private static final int LONGEST_NUMBER = 50;

  private final String file;
  private final JsonParser parser;
  private int values;

  private JsonTree(String file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /**
   * The object that the file is. The stream is read to its end and stays open.
   *
   * @param file what errors call the file
   * @throws FileException if it is no JSON object, or one of more than 64 MiB or 1.5 million values
   */
  public static JsonFields read(String file, InputStream in) throws IOException {
    return parse(file, in, JsonTree::whole);
  }

  /**
   * The objects of the list that the file is. The stream is read to its end and stays open.
   *
   * @param file what errors call the file
   * @throws FileException if it is no list of JSON objects, or is too large for {@link #read}
   */
  public static List<JsonFields> readObjects(String file, InputStream in) throws IOException {
    return parse(file, in, JsonTree::wholeList);
  }

  /** What is made of the parsed file. */
  @FunctionalInterface
  private interface Whole<T> {
    T of(JsonTree tree) throws FileException;
  }

  private static <T> T parse(String file, InputStream in, Whole<T> whole) throws IOException {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxDocumentLength(MOST_BYTES)
                    .maxStringLength(LONGEST_TEXT)
                    .maxNameLength(LONGEST_TEXT)
                    .maxNumberLength(LONGEST_NUMBER)
                    .build())
            .build();
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), in)) {
      return whole.of(new JsonTree(file, parser));
    } catch (JacksonIOException e) {
      throw FileException.reading(file, Objects.requireNonNull(e.getCause()));
    } catch (JacksonException e) {
      throw refusal(file, e);
    }
  }

  private static FileException refusal(String file, JacksonException cause) {
    String place =
        cause.getLocation() == null
            ? ""
            : "line %d, column %d"
                .formatted(cause.getLocation().getLineNr(), cause.getLocation().getColumnNr());
    String problem =
        cause instanceof UnexpectedEndOfInputException
            ? "the JSON text ends too early: was the file cut off?"
            : "is not valid JSON: " + cause.getOriginalMessage();
    return new FileException(file, place, problem, cause);
  }

  private JsonFields whole() throws FileException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new FileException(file, "", "holds no JSON object: is it the right file?");
    }
    Map<String, Object> fields = object();
    requireEnd("object");
    return new JsonFields(file, "", fields);
  }

  private List<JsonFields> wholeList() throws FileException {
    if (parser.nextToken() != JsonToken.START_ARRAY) {
      throw new FileException(file, "", "holds no list of JSON objects: is it the right file?");
    }
    List<Object> elements = list();
    requireEnd("list");
    // As the only field of an object, so that errors name its elements.
    return new JsonFields(file, "", Map.of("list", elements)).objects("list");
  }

  private void requireEnd(String kind) throws FileException {
    if (parser.nextToken() != null) {
      throw new FileException(file, "", "text after the JSON " + kind + "'s end");
    }
  }

  private Map<String, Object> object() throws FileException {
    Map<String, Object> fields = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      if (fields.put(name, value(parser.nextToken())) != null) {
        throw new FileException(
            file,
            "line " + parser.currentTokenLocation().getLineNr(),
            "the name " + JsonFields.quoted(name) + " is there twice in one object");
      }
    }
    return fields;
  }

  private List<Object> list() throws FileException {
    List<Object> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value(parser.currentToken()));
    }
    return elements;
  }

  private Object value(JsonToken token) throws FileException {
    if (++values > MOST_VALUES) {
      throw new FileException(
          file,
          "",
          "more than %,d values: too large for a file of settings".formatted(MOST_VALUES));
    }
    return switch (token) {
      case START_OBJECT -> object();
      case START_ARRAY -> list();
      default -> scalar(parser, token);
    };
  }

  /** What a token that begins neither object nor list holds. */
  static Object scalar(JsonParser parser, JsonToken token) {
    return switch (token) {
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> wholeNumber(parser);
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> NULL;
    };
  }

  /** A number past 2^63 becomes a double, which no place for whole numbers takes. */
  private static Object wholeNumber(JsonParser parser) {
    return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        ? (Object) parser.getDoubleValue()
        : parser.getLongValue();
  }
}
