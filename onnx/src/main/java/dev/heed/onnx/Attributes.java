package dev.heed.onnx;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a node by name. A value that is of another kind than the operator's text says
 * is an error that names it.
 */
final class Attributes {
  private final String operator;
  private final Map<String, Object> values;

  /**
   * @param operator what messages call the node
   * @param values Long, Double, String, List of Long, {@link Constant} or {@link Graph}; all else
   *     is refused where it is asked for
   */
  Attributes(String operator, Map<String, Object> values) {
    this.operator = operator;
    this.values = new TreeMap<>(values);
  }

  /** The attributes of an operator that has none. */
  static Attributes none(String operator) {
    return new Attributes(operator, Map.of());
  }

  /** The same without one of them, or as they are where it is not there. */
  Attributes without(String name) {
    Map<String, Object> others = new TreeMap<>(values);
    others.remove(name);
    return new Attributes(operator, others);
  }

  /**
   * Refuses attributes of other names: each may change what the node means.
   *
   * @throws IllegalArgumentException if there is one
   */
  void allow(Collection<String> names) {
    for (String name : values.keySet()) {
      if (!names.contains(name)) {
        throw error(
            "has the attribute %s, which is not known here%s"
                .formatted(
                    Initializer.excerpt(name),
                    names.isEmpty() ? "" : ": it takes " + String.join(", ", names)));
      }
    }
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  /** A number, whole or not. */
  OptionalDouble number(String name) {
    return switch (values.get(name)) {
      case null -> OptionalDouble.empty();
      case Double number -> OptionalDouble.of(number);
      case Long number -> OptionalDouble.of(number);
      default -> throw wrong(name, "a number");
    };
  }

  /** A whole number in bounds, both included. */
  OptionalInt whole(String name, int least, int most) {
    Object value = values.get(name);
    if (value == null) {
      return OptionalInt.empty();
    }
    if (!(value instanceof Long number) || number < least || number > most) {
      throw wrong(name, "a whole number from %d to %d".formatted(least, most));
    }
    return OptionalInt.of(number.intValue());
  }

  /** Whole numbers in a list. */
  Optional<List<Long>> wholes(String name) {
    Object value = values.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof List<?> list) || !list.stream().allMatch(Long.class::isInstance)) {
      throw wrong(name, "a list of whole numbers");
    }
    return Optional.of(list.stream().map(Long.class::cast).toList());
  }

  Optional<Constant> tensor(String name) {
    return kind(name, Constant.class, "a tensor");
  }

  Optional<Graph> graph(String name) {
    return kind(name, Graph.class, "a graph");
  }

  /** The error to throw for what is wrong with the node. */
  IllegalArgumentException error(String problem) {
    return new IllegalArgumentException(operator + " " + problem);
  }

  private <T> Optional<T> kind(String name, Class<T> type, String kind) {
    Object value = values.get(name);
    if (value != null && !type.isInstance(value)) {
      throw wrong(name, kind);
    }
    return Optional.ofNullable(value).map(type::cast);
  }

  private IllegalArgumentException wrong(String name, String wanted) {
    return error("has %s = %s: it is %s".formatted(name, shown(values.get(name)), wanted));
  }

  private static String shown(@Nullable Object value) {
    return switch (value) {
      case Number number -> number.toString();
      case String text -> "'" + Initializer.excerpt(text) + "'";
      case List<?> list -> "a list of " + list.size();
      case Constant constant -> "a tensor";
      case Graph graph -> "a graph";
      case null, default -> "something else";
    };
  }
}
