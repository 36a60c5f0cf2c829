package dev.heed.formats;

import dev.heed.tensor.Shape;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The dictionary in an npy header, a Python literal such as {@code {'descr': '<f4',
 * 'fortran_order': False, 'shape': (3, 4), }}. Only what a plain array needs is understood; nothing
 * is evaluated.
 */
final class NpyHeaderText {
  private static final int MOST_AXES = 64;

  private final String text;
  private final Place place;
  private int at;
  private @Nullable ElementType type;
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
  private @Nullable Boolean fortran;
  private @Nullable Shape shape;

  NpyHeaderText(String text, Place place) {
    this.text = text;
    this.place = place;
  }

  /**
   * The header that the text describes.
   *
   * @param length bytes of the whole header, which the text does not know
   * @throws FileException if a key is missing, doubled or unknown, or a value is not of its kind
   */
  NpyHeader parse(int length) throws FileException {
    expect('{');
    while (!accept('}')) {
      entry();
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    skipBlanks();
    if (at < text.length()) {
      throw error("text after the dictionary's end");
    }
    if (type == null || fortran == null || shape == null) {
      String missing = type == null ? "descr" : fortran == null ? "fortran_order" : "shape";
      throw place.error("the key '" + missing + "' is missing");
    }
    return new NpyHeader(type, order, fortran, shape, length);
  }

  private void entry() throws FileException {
    String key = string();
    expect(':');
    boolean doubled =
        switch (key) {
          case "descr" -> type != null;
          case "fortran_order" -> fortran != null;
          case "shape" -> shape != null;
          default -> throw place.error("the key " + Excerpt.quoted(key) + " is unknown");
        };
    if (doubled) {
      throw place.error("the key " + Excerpt.quoted(key) + " is there twice");
    }
    switch (key) {
      case "descr" -> type = descriptor();
      case "fortran_order" -> fortran = truth();
      default -> shape = tuple();
    }
  }

  private ElementType descriptor() throws FileException {
    skipBlanks();
    if (at < text.length() && (text.charAt(at) == '[' || text.charAt(at) == '(')) {
      throw place.error(
          "the array is structured (it holds records): save each of its fields as an array");
    }
    String descriptor = string();
    if (descriptor.length() < 2 || "<>|=".indexOf(descriptor.charAt(0)) < 0) {
      throw place.error(
          "the element type %s does not begin with a byte order (<, > or |)"
              .formatted(Excerpt.quoted(descriptor)));
    }
    ElementType named = NpyDescriptor.type(descriptor.substring(1), place);
    char mark = descriptor.charAt(0);
    if (named.bytes() > 1 && mark != '<' && mark != '>') {
      throw place.error(
          "the element type %s does not say its byte order (< or >)"
              .formatted(Excerpt.quoted(descriptor)));
    }
    order = mark == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    return named;
  }

  private boolean truth() throws FileException {
    skipBlanks();
    for (String word : new String[] {"True", "False"}) {
      if (text.startsWith(word, at)) {
        at += word.length();
        return word.equals("True");
      }
    }
    throw error("fortran_order must be True or False");
  }

  private Shape tuple() throws FileException {
    expect('(');
    int[] sizes = new int[MOST_AXES];
    int axes = 0;
    while (!accept(')')) {
      if (axes == MOST_AXES) {
        throw error("the shape has more than " + MOST_AXES + " axes");
      }
      sizes[axes++] = axis();
      if (!accept(',')) {
        expect(')');
        if (axes == 1) {
          throw error("a shape of one axis is written (n,)");
        }
        break;
      }
    }
    try {
      return Shape.of(java.util.Arrays.copyOf(sizes, axes));
    } catch (IllegalArgumentException e) {
      throw place.error(String.valueOf(e.getMessage()));
    }
  }

  private int axis() throws FileException {
    skipBlanks();
    if (at < text.length() && text.charAt(at) == '-') {
      throw error("the shape has a negative axis: sizes start at 0");
    }
    int from = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    String digits = text.substring(from, at);
    if (digits.isEmpty()) {
      throw error("a whole number should stand here");
    }
    // Python 2 wrote long integers with this suffix.
    if (at < text.length() && text.charAt(at) == 'L') {
      at++;
    }
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      throw error(
          "an axis of size %s: at most %d".formatted(Excerpt.of(digits, 40), Integer.MAX_VALUE));
    }
  }

  private String string() throws FileException {
    skipBlanks();
    char quote = at < text.length() ? text.charAt(at) : ' ';
    int end = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
    if (end < 0) {
      throw error("a quoted word should stand here");
    }
    String word = text.substring(at + 1, end);
    if (word.indexOf('\\') >= 0 || word.isEmpty()) {
      throw error("an empty or escaped word");
    }
    at = end + 1;
    return word;
  }

  private boolean accept(char wanted) {
    skipBlanks();
    boolean found = at < text.length() && text.charAt(at) == wanted;
    at += found ? 1 : 0;
    return found;
  }

  private void expect(char wanted) throws FileException {
    if (!accept(wanted)) {
      throw error("'" + wanted + "' should stand here");
    }
  }

  private void skipBlanks() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\n')) {
      at++;
    }
  }

  private FileException error(String problem) {
    return place
        .at("character " + (at + 1))
        .error(problem + ": the file is damaged or was not written by NumPy");
  }
}
