package dev.heed.views.picture;

import dev.heed.views.SafeText;

/** Text of unknown origin inside SVG and HTML. */
public final class XmlText {
  private XmlText() {}

  /**
   * The text with markup characters escaped, fit for elements and quoted attributes. What drives a
   * terminal or turns the direction of text vanishes; characters that XML forbids become U+FFFD.
   */
  public static String of(String text) {
    StringBuilder escaped = new StringBuilder();
    SafeText.of(text)
        .codePoints()
        .forEach(point -> {
          switch (point) {
            case '&' -> escaped.append("&amp;");
            case '<' -> escaped.append("&lt;");
            case '>' -> escaped.append("&gt;");
            case '"' -> escaped.append("&quot;");
            case '\'' -> escaped.append("&#39;");
            case 0, 0xfffe, 0xffff -> escaped.append('\ufffd');
            default -> escaped.appendCodePoint(point);
          }
        });
    return escaped.toString();
  }
}
