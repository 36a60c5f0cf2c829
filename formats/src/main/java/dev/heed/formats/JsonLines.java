package dev.heed.formats;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/**
 * Objects of JSON, one a line, of which a few fields are wanted: all others are passed over, and
 * memory is taken for the line alone.
 */
public final class JsonLines {
  private static final int LONGEST_TEXT = 1 << 24;
  private static final int LONGEST_NUMBER = 50;

  private final String file;
  private final Set<String> names;
  private final JsonFactory factory =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(LONGEST_TEXT)
                  .maxNameLength(LONGEST_TEXT)
                  .maxNumberLength(LONGEST_NUMBER)
                  .build())
          .build();

  /**
   * @param file what errors call the file
   * @param names of the fields that are wanted
   */
  public JsonLines(String file, Set<String> names) {
    this.file = file;
    this.names = Set.copyOf(names);
  }

  /**
   * The wanted fields of one line, as far as they are there. What is in a list or an object is left
   * out.
   *
   * @param number of the line, for errors
   * @throws FileException if the line is no JSON object, or has a wanted field twice
   */
  public JsonFields fields(String line, long number) throws FileException {
    String place = "line " + number;
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new FileException(file, place, "is no JSON object: each line holds one");
      }
      Map<String, Object> fields = object(parser, place);
      if (parser.nextToken() != null) {
        throw new FileException(file, place, "text after the JSON object's end");
      }
      return new JsonFields(file, place, fields);
    } catch (JacksonException e) {
      throw refusal(place, e);
    }
  }

  private Map<String, Object> object(JsonParser parser, String place) throws FileException {
    Map<String, Object> fields = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (names.contains(name) && fields.put(name, value(parser, token)) != null) {
        throw new FileException(
            file, place, "the field " + JsonFields.quoted(name) + " is there twice");
      }
      parser.skipChildren();
    }
    return fields;
  }

  private static Object value(JsonParser parser, JsonToken token) {
    return switch (token) {
      case START_OBJECT -> Map.of();
      case START_ARRAY -> List.of();
      default -> JsonTree.scalar(parser, token);
    };
  }

  private FileException refusal(String place, JacksonException cause) {
    String where =
        cause.getLocation() == null
            ? place
            : place + ", column " + cause.getLocation().getColumnNr();
    String problem =
        cause instanceof UnexpectedEndOfInputException
            ? "the JSON object ends too early: each line holds a whole one"
            : "is not valid JSON: " + cause.getOriginalMessage();
    return new FileException(file, where, problem, cause);
  }
}
