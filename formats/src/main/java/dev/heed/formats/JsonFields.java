package dev.heed.formats;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An object out of a JSON file, read field by field; what is missing or of another kind is an error
 * that names the field.
 *
 * @param file the file as the user named it
 * @param path which object of the file, in dots; empty for the file as a whole
 * @param fields names and values: maps, lists, strings, longs, doubles, booleans; any other object
 *     is null
 */
public record JsonFields(String file, String path, Map<String, Object> fields) {
  private static final int SHOWN = 60;

  /** Refuses fields of other names: each of them may change what the file means. */
  public void allow(Set<String> names) throws FileException {
    for (String name : fields.keySet()) {
      if (!names.contains(name)) {
        throw error("the field " + quoted(name) + " is not known");
      }
    }
  }

  /** Refuses another value of a field than the one that is known, where it is there. */
  public void allowOnly(String name, Object known) throws FileException {
    Object value = fields.get(name);
    if (value != null && value != JsonTree.NULL && !value.equals(known)) {
      throw error(
          "%s is %s, which is not known; %s is"
              .formatted(quoted(name), shown(value), shown(known)));
    }
  }

  /** Whether the field is there and not null. */
  public boolean has(String name) {
    return fields.containsKey(name) && fields.get(name) != JsonTree.NULL;
  }

  /** The field, a string. */
  public String text(String name) throws FileException {
    return get(name, String.class, "a string");
  }

  /** The field, true or false. */
  public boolean flag(String name) throws FileException {
    return get(name, Boolean.class, "true or false");
  }

  /** A whole number from 0 to the largest int. */
  public int count(String name) throws FileException {
    Object value = get(name, Object.class, "a number");
    if (value instanceof Long number && number >= 0 && number <= Integer.MAX_VALUE) {
      return number.intValue();
    }
    throw error(
        "%s is %s, not a whole number from 0 to %d"
            .formatted(quoted(name), shown(value), Integer.MAX_VALUE));
  }

  /** A finite number. */
  public double number(String name) throws FileException {
    double value = get(name, Number.class, "a number").doubleValue();
    if (!Double.isFinite(value)) {
      throw error("%s is %s, not a finite number".formatted(quoted(name), value));
    }
    return value;
  }

  /** The field, an object. */
  public JsonFields object(String name) throws FileException {
    return wrap(get(name, Object.class, "an object"), within(name));
  }

  /** The field, a list of values as {@link #fields} has them. */
  public List<?> list(String name) throws FileException {
    return get(name, List.class, "a list");
  }

  /** The objects of a list. */
  public List<JsonFields> objects(String name) throws FileException {
    List<JsonFields> objects = new ArrayList<>();
    for (Object element : list(name)) {
      objects.add(wrap(element, "%s[%d]".formatted(within(name), objects.size())));
    }
    return objects;
  }

  /** The error to throw for what is wrong with this object. */
  public FileException error(String problem) {
    return new FileException(file, path, problem);
  }

  /** Text out of the file between quotes, cut where it is long. */
  public static String quoted(String text) {
    return text.codePointCount(0, text.length()) <= SHOWN
        ? "'" + text + "'"
        : "'" + text.substring(0, text.offsetByCodePoints(0, SHOWN)) + "…'";
  }

  private <T> T get(String name, Class<T> type, String kind) throws FileException {
    Object value = fields.get(name);
    if (value == null) {
      throw error("the field " + quoted(name) + " is missing");
    }
    if (!type.isInstance(value)) {
      throw error("%s is %s, not %s".formatted(quoted(name), shown(value), kind));
    }
    return type.cast(value);
  }

  private JsonFields wrap(Object value, String place) throws FileException {
    if (!(value instanceof Map<?, ?> map)) {
      throw new FileException(file, place, shown(value) + " where an object is expected");
    }
    @SuppressWarnings("unchecked") // the tree's maps have strings as names
    Map<String, Object> object = (Map<String, Object>) map;
    return new JsonFields(file, place, object);
  }

  private String within(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static String shown(Object value) {
    return switch (value) {
      case String text -> quoted(text);
      case Map<?, ?> map -> "an object";
      case List<?> list -> "a list";
      case Number number -> number.toString();
      case Boolean flag -> flag.toString();
      default -> "null";
    };
  }
}
