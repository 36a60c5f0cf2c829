package dev.heed.explorer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * As much of JSON Schema as the description of the API uses, checked by the letter; a word that is
 * not known here fails, so that nothing is taken for checked that is not.
 */
final class JsonSchema {
  private static final Set<String> WORDS =
      Set.of(
          "$ref",
          "type",
          "properties",
          "required",
          "additionalProperties",
          "items",
          "minItems",
          "maxItems",
          "enum",
          "const",
          "anyOf",
          "pattern",
          "minimum",
          "maximum",
          "description",
          "default",
          "format");

  private final Map<?, ?> schemas;

  /**
   * @param schemas those of the description, by name
   */
  JsonSchema(Map<?, ?> schemas) {
    this.schemas = schemas;
  }

  /** What is wrong with a value, in sentences with places. */
  List<String> faults(Map<?, ?> schema, @Nullable Object value) {
    List<String> faults = new ArrayList<>();
    check(schema, value, "", faults);
    return faults;
  }

  private void check(Map<?, ?> schema, @Nullable Object value, String place, List<String> faults) {
    for (Object word : schema.keySet()) {
      if (!WORDS.contains(word)) {
        throw new AssertionError("schemas are not checked for " + word);
      }
    }
    if (schema.get("$ref") instanceof String ref) {
      String name = ref.substring("#/components/schemas/".length());
      if (!(schemas.get(name) instanceof Map<?, ?> other)) {
        throw new AssertionError(ref + " leads nowhere");
      }
      check(other, value, place, faults);
    }
    if (schema.get("anyOf") instanceof List<?> choices
        && choices.stream().noneMatch(choice -> faults((Map<?, ?>) choice, value).isEmpty())) {
      faults.add(place + " fits none of " + choices);
    }
    if (schema.containsKey("type") && !isOfType(schema.get("type"), value)) {
      faults.add("%s is %s and no %s".formatted(place, value, schema.get("type")));
    }
    if (schema.get("enum") instanceof List<?> words && !words.contains(value)) {
      faults.add("%s is %s and none of %s".formatted(place, value, words));
    }
    if (schema.containsKey("const") && !schema.get("const").equals(value)) {
      faults.add("%s is %s and not %s".formatted(place, value, schema.get("const")));
    }
    checkValue(schema, value, place, faults);
  }

  private void checkValue(
      Map<?, ?> schema, @Nullable Object value, String place, List<String> faults) {
    switch (value) {
      case Map<?, ?> map -> checkObject(schema, map, place, faults);
      case List<?> list -> checkList(schema, list, place, faults);
      case Number number -> {
        boolean small =
            schema.get("minimum") instanceof Number least
                && number.doubleValue() < least.doubleValue();
        boolean large =
            schema.get("maximum") instanceof Number most
                && number.doubleValue() > most.doubleValue();
        if (small || large) {
          faults.add("%s is %s, out of bounds".formatted(place, number));
        }
      }
      case String text -> {
        if (schema.get("pattern") instanceof String pattern
            && !Pattern.compile(pattern).matcher(text).find()) {
          faults.add("%s is %s and not %s".formatted(place, text, pattern));
        }
      }
      case null, default -> {}
    }
  }

  private void checkObject(Map<?, ?> schema, Map<?, ?> map, String place, List<String> faults) {
    Map<?, ?> properties = schema.get("properties") instanceof Map<?, ?> named ? named : Map.of();
    if (schema.get("required") instanceof List<?> names) {
      names.stream()
          .filter(name -> !map.containsKey(name))
          .forEach(name -> faults.add(place + " has no " + name));
    }
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String inner = place + "/" + entry.getKey();
      if (properties.get(entry.getKey()) instanceof Map<?, ?> property) {
        check(property, entry.getValue(), inner, faults);
      } else if (schema.get("additionalProperties") instanceof Map<?, ?> other) {
        check(other, entry.getValue(), inner, faults);
      } else if (Boolean.FALSE.equals(schema.get("additionalProperties"))) {
        faults.add(inner + " is not described");
      }
    }
  }

  private void checkList(Map<?, ?> schema, List<?> list, String place, List<String> faults) {
    boolean few = schema.get("minItems") instanceof Long least && list.size() < least;
    boolean many = schema.get("maxItems") instanceof Long most && list.size() > most;
    if (few || many) {
      faults.add("%s has %d items".formatted(place, list.size()));
    }
    if (schema.get("items") instanceof Map<?, ?> items) {
      for (int n = 0; n < list.size(); n++) {
        check(items, list.get(n), place + "/" + n, faults);
      }
    }
  }

  private static boolean isOfType(@Nullable Object type, @Nullable Object value) {
    if (type instanceof List<?> types) {
      return types.stream().anyMatch(one -> isOfType(one, value));
    }
    return switch (String.valueOf(type)) {
      case "object" -> value instanceof Map;
      case "array" -> value instanceof List;
      case "string" -> value instanceof String;
      case "boolean" -> value instanceof Boolean;
      case "integer" -> value instanceof Long;
      case "number" -> value instanceof Number;
      case "null" ->
          !(value instanceof Map
              || value instanceof List
              || value instanceof String
              || value instanceof Boolean
              || value instanceof Number);
      default -> throw new AssertionError("type " + type);
    };
  }
}
