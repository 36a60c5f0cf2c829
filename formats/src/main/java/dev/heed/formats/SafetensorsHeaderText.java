package dev.heed.formats;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/**
 * The JSON in a safetensors header, such as {@code {"w": {"dtype": "F32", "shape": [2, 3],
 * "data_offsets": [0, 24]}}}. Nothing else is let through: no other key, no key twice.
 */
final class SafetensorsHeaderText {
  private static final int LONGEST_NAME = 10_000;
  private static final int LONGEST_NUMBER = 100;

  /** Bytes of memory for a name and what hangs on it, over and above its characters. */
  private static final int MEMORY_OF_A_NAME = 400;

  private final Place file;
  private final MemoryLimit limit;
  private final SequencedMap<String, SafetensorsEntry> tensors = new LinkedHashMap<>();
  private final SequencedMap<String, String> metadata = new LinkedHashMap<>();
  private boolean hasMetadata;

  SafetensorsHeaderText(Place file, MemoryLimit limit) {
    this.file = file;
    this.limit = limit;
  }

  /** The tensors in the header's order. */
  SequencedMap<String, SafetensorsEntry> tensors() {
    return tensors;
  }

  /** Free text in the header's order. */
  SequencedMap<String, String> metadata() {
    return metadata;
  }

  /** Reads all of the header's bytes. */
  void parse(InputStream bytes) throws IOException {
    StreamReadConstraints constraints =
        StreamReadConstraints.builder()
            .maxNameLength(LONGEST_NAME)
            .maxNumberLength(LONGEST_NUMBER)
            .maxStringLength((int) SafetensorsHeader.LONGEST)
            .build();
    // A table of names would only grow: they are all different.
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(constraints)
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .build();
    // A decoder of its own, since Jackson guesses encodings and replaces what it cannot decode.
    InputStreamReader text = new InputStreamReader(bytes, StandardCharsets.UTF_8.newDecoder());
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text)) {
      document(parser);
    } catch (JacksonIOException e) {
      if (e.getCause() instanceof CharacterCodingException) {
        throw file.at("header")
            .error("is not UTF-8: this is no safetensors file, or it is damaged");
      }
      throw e.getCause();
    } catch (JacksonException e) {
      throw refusal(e);
    }
  }

  private FileException refusal(JacksonException cause) {
    Place place = file.at("header");
    if (cause instanceof UnexpectedEndOfInputException) {
      return place.error("its JSON ends too early: the length in front of it is wrong");
    }
    String problem = "is not valid JSON: " + Excerpt.of(cause.getOriginalMessage(), 300);
    return cause.getLocation() == null
        ? place.error(problem)
        : place.at("character " + (cause.getLocation().getCharOffset() + 1)).error(problem);
  }

  private void document(JsonParser parser) throws IOException {
    parser.nextToken();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      if (name.equals(SafetensorsHeader.METADATA)) {
        texts(parser);
      } else {
        tensor(parser, name);
      }
    }
    if (parser.nextToken() != null) {
      throw file.at("header").error("text after the JSON object's end: only blanks may follow");
    }
  }

  private void texts(JsonParser parser) throws IOException {
    Place place = file.at("header").at(SafetensorsHeader.METADATA);
    if (hasMetadata) {
      throw place.error("is there twice");
    }
    hasMetadata = true;
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw place.error("is no object: it holds texts by name");
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      if (parser.nextToken() != JsonToken.VALUE_STRING) {
        throw place.error("the value of %s is no text".formatted(Excerpt.quoted(name)));
      }
      limit.claim(MEMORY_OF_A_NAME, place);
      String text = parser.getString();
      if (!SafetensorsHeader.isText(name) || !SafetensorsHeader.isText(text)) {
        throw place.error(
            "%s holds half of a character: it is no Unicode text".formatted(Excerpt.quoted(name)));
      }
      if (metadata.put(name, text) != null) {
        throw place.error("the name %s is there twice".formatted(Excerpt.quoted(name)));
      }
    }
  }

  private void tensor(JsonParser parser, String name) throws IOException {
    Place place = SafetensorsEntry.place(file, name);
    limit.claim(MEMORY_OF_A_NAME, place);
    if (tensors.containsKey(name)) {
      throw place.error("is there twice: each tensor has a name of its own");
    }
    if (!SafetensorsHeader.isText(name)) {
      throw place.error("its name holds half of a character: it is no Unicode text");
    }
    SafetensorsEntry entry = new SafetensorsEntryText(parser, place).parse(name);
    entry.check(file);
    tensors.put(name, entry);
  }
}
