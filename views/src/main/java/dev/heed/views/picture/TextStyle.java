package dev.heed.views.picture;

/**
 * How a text looks.
 *
 * @param size of the letters, in CSS pixels
 * @param anchor which part of the text lies at its point
 * @param paint its colour
 * @param even whether all letters are equally wide, as tokens are shown
 * @param bold whether it is a title
 * @param upright whether it runs upwards instead of to the right
 */
public record TextStyle(
    double size, Anchor anchor, Paint paint, boolean even, boolean bold, boolean upright) {
  /** Which part of a text lies at its point. */
  public enum Anchor {
    /** Its beginning. */
    START,
    /** Its middle. */
    MIDDLE,
    /** Its end. */
    END
  }

  /** Letters of different widths. */
  static TextStyle prose(double size, Paint paint) {
    return new TextStyle(size, Anchor.START, paint, false, false, false);
  }

  /** Letters of one width. */
  static TextStyle token(double size) {
    return new TextStyle(size, Anchor.START, Paint.Role.INK, true, false, false);
  }

  TextStyle middle() {
    return new TextStyle(size, Anchor.MIDDLE, paint, even, bold, upright);
  }

  TextStyle end() {
    return new TextStyle(size, Anchor.END, paint, even, bold, upright);
  }

  TextStyle in(Paint other) {
    return new TextStyle(size, anchor, other, even, bold, upright);
  }

  TextStyle titled() {
    return new TextStyle(size, anchor, paint, even, true, upright);
  }

  TextStyle turned() {
    return new TextStyle(size, anchor, paint, even, bold, true);
  }
}
