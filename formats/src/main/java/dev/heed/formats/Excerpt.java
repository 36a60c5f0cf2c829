package dev.heed.formats;

/** Text out of a file or of a file's name, made fit for a message: short and without controls. */
final class Excerpt {
  private static final int WORD = 60;

  private Excerpt() {}

  /** At most {@code limit} characters of {@code text}; what a terminal might obey becomes '?'. */
  static String of(String text, int limit) {
    StringBuilder clean = new StringBuilder(Math.min(text.length(), limit));
    int at = 0;
    while (at < text.length() && clean.length() < limit) {
      int character = text.codePointAt(at);
      clean.appendCodePoint(isPlain(character) ? character : '?');
      at += Character.charCount(character);
    }
    return at < text.length() ? clean + "…" : clean.toString();
  }

  /** A short excerpt between single quotes. */
  static String quoted(String text) {
    return "'" + of(text, WORD) + "'";
  }

  private static boolean isPlain(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
