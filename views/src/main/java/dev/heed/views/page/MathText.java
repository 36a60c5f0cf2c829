package dev.heed.views.page;

import dev.heed.views.picture.XmlText;

/** A formula as MathML, put together from parts. */
public final class MathText {
  private final String markup;

  private MathText(String markup) {
    this.markup = markup;
  }

  /** A name, {@code Q}. */
  static MathText name(String name) {
    return new MathText("<mi>" + XmlText.of(name) + "</mi>");
  }

  /** Words within a formula; blanks at their ends are kept. */
  static MathText words(String words) {
    String text = XmlText.of(words);
    String start = text.startsWith(" ") ? "\u00a0" : "";
    String end = text.endsWith(" ") ? "\u00a0" : "";
    return new MathText("<mtext>" + start + text.strip() + end + "</mtext>");
  }

  /** A number as it is written. */
  static MathText number(String digits) {
    return new MathText("<mn>" + XmlText.of(digits) + "</mn>");
  }

  /** One part after the other. */
  static MathText row(MathText... parts) {
    StringBuilder markup = new StringBuilder("<mrow>");
    for (MathText part : parts) {
      markup.append(part.markup);
    }
    return new MathText(markup.append("</mrow>").toString());
  }

  /** An operator or a bracket. */
  static MathText sign(String sign) {
    return new MathText("<mo>" + XmlText.of(sign) + "</mo>");
  }

  /** This with something at its upper right. */
  MathText over(MathText upper) {
    return new MathText("<msup>" + markup + upper.markup + "</msup>");
  }

  /** This with something at its lower right. */
  MathText under(MathText lower) {
    return new MathText("<msub>" + markup + lower.markup + "</msub>");
  }

  /** This above a line, something below it. */
  MathText per(MathText divisor) {
    return new MathText("<mfrac>" + markup + divisor.markup + "</mfrac>");
  }

  /** The square root of this. */
  MathText root() {
    return new MathText("<msqrt>" + markup + "</msqrt>");
  }

  /** The element for a page. */
  String element() {
    return "<math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"block\">"
        + markup
        + "</math>";
  }
}
