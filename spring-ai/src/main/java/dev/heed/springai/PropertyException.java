package dev.heed.springai;

import java.io.IOException;
import java.util.function.Supplier;

/** A property that Heed cannot follow: its name, and one sentence of why. */
final class PropertyException extends RuntimeException {
  PropertyException(String property, String problem) {
    super(sentence(property, problem));
  }

  PropertyException(String property, IOException cause) {
    super(sentence(property, String.valueOf(cause.getMessage())), cause);
  }

  private PropertyException(String property, RuntimeException cause) {
    super(sentence(property, String.valueOf(cause.getMessage())), cause);
  }

  /** What a step gives that a property can make fail. */
  static <T> T guard(String property, Supplier<T> step) {
    try {
      return step.get();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new PropertyException(property, e);
    }
  }

  private static String sentence(String property, String problem) {
    return "%s.%s: %s".formatted(EncoderProperties.PREFIX, property, problem);
  }
}
