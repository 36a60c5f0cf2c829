package dev.heed.views.page;

import dev.heed.views.picture.SvgStyle;
import dev.heed.views.picture.SvgWriter;
import dev.heed.views.picture.XmlText;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes a page once. */
final class PageWriter {
  private static final String NOTE =
      "Attention weights say how much of each value went into a mix. They do not by themselves"
          + " explain what a model decided: quite different weights can lead to the same answer"
          + " (Jain and Wallace, “Attention is not Explanation”, 2019), and whether they tell"
          + " anything about a decision has to be tested for the case at hand (Wiegreffe and"
          + " Pinter, “Attention is not not Explanation”, 2019).";

  /** Letters of a cell that is no sentence. */
  private static final int LONGEST = 48;

  /** A blank as wide as a digit. */
  private static final String DIGIT_WIDE = "\u2007";

  private final StringBuilder html = new StringBuilder();
  private int pictures;

  String written(Page page) {
    head(page.title());
    html.append("<body>\n<a class=\"skip\" href=\"#main\">Skip to the content</a>\n<header>\n");
    element("h1", page.title());
    page.introduction().forEach(words -> element("p", words));
    html.append("</header>\n");
    if (page.sections().size() > 1) {
      contents(page.sections());
    }
    html.append("<main id=\"main\" tabindex=\"-1\">\n");
    html.append("<p class=\"note\" role=\"note\">").append(XmlText.of(NOTE)).append("</p>\n");
    for (int number = 0; number < page.sections().size(); number++) {
      section(page.sections().get(number), number);
    }
    html.append("</main>\n<footer><p>Made by Heed. This page is one file: it loads nothing and");
    return html.append(" runs no script.</p></footer>\n</body>\n</html>\n").toString();
  }

  private void head(String title) {
    html.append("<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n");
    html.append("<head>\n<meta charset=\"utf-8\"/>\n");
    meta("viewport", "width=device-width, initial-scale=1");
    meta("color-scheme", "light dark");
    html.append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
    html.append("style-src 'unsafe-inline'; img-src data:\"/>\n");
    element("title", title);
    html.append("<style>\n").append(SvgStyle.rules()).append(PageStyle.RULES);
    html.append("</style>\n</head>\n");
  }

  private void meta(String name, String content) {
    html.append(String.format(Locale.ROOT, "<meta name=\"%s\" content=\"%s\"/>\n", name, content));
  }

  private void contents(List<Section> sections) {
    html.append("<nav aria-label=\"Sections\"><ol>\n");
    for (int number = 0; number < sections.size(); number++) {
      html.append(String.format(Locale.ROOT, "<li><a href=\"#s%d\">", number));
      html.append(XmlText.of(sections.get(number).heading())).append("</a></li>\n");
    }
    html.append("</ol></nav>\n");
  }

  private void section(Section section, int number) {
    html.append(
        String.format(
            Locale.ROOT, "<section id=\"s%d\" aria-labelledby=\"h%d\">\n", number, number));
    html.append(String.format(Locale.ROOT, "<h2 id=\"h%d\">", number))
        .append(XmlText.of(section.heading()));
    html.append("</h2>\n");
    section.blocks().forEach(this::block);
    html.append("</section>\n");
  }

  private void block(Block block) {
    switch (block) {
      case Block.Prose prose -> element("p", prose.text());
      case Block.Figure figure -> figure(figure);
      case Block.Table table -> table(table);
      case Block.Numbers numbers -> numbers(numbers);
      case Block.Details details -> {
        html.append("<details>\n");
        element("summary", details.summary());
        details.blocks().forEach(this::block);
        html.append("</details>\n");
      }
      case Block.Heads heads -> new HeadsBlock(html, pictures++).write(heads.heads());
      case Block.Formula formula ->
          html.append("<div class=\"formula\">")
              .append(formula.text().element())
              .append("</div>\n");
    }
  }

  private void figure(Block.Figure figure) {
    html.append("<figure>\n");
    scroll(figure.picture().title());
    html.append(SvgWriter.element(figure.picture(), "p" + pictures++ + "-")).append("</div>\n");
    if (!figure.caption().isEmpty()) {
      element("figcaption", figure.caption());
    }
    html.append("</figure>\n");
    Block.Table table = figure.table();
    if (table != null) {
      block(new Block.Details("The numbers as a table", List.of(table)));
    }
  }

  private void numbers(Block.Numbers numbers) {
    html.append("<p class=\"numbers\">");
    html.append(numbers.lines().stream().map(XmlText::of).collect(Collectors.joining("<br/>\n")));
    html.append("</p>\n");
  }

  private void table(Block.Table table) {
    scroll(table.caption());
    html.append("<table>\n");
    element("caption", table.caption());
    html.append("<thead><tr>");
    for (int column = 0; column < table.columns().size(); column++) {
      html.append("<th scope=\"col\"").append(manner(table, column)).append('>');
      html.append(XmlText.of(table.columns().get(column))).append("</th>");
    }
    html.append("</tr></thead>\n<tbody>\n");
    for (List<String> row : table.rows()) {
      html.append("<tr>");
      for (int column = 0; column < row.size(); column++) {
        String cell = cell(row.get(column));
        html.append(column == 0 ? "<th scope=\"row\">" : "<td" + manner(table, column) + ">");
        html.append(cell);
        html.append(column == 0 ? "</th>" : "</td>");
      }
      html.append("</tr>\n");
    }
    html.append("</tbody>\n</table></div>\n");
  }

  /** A cell; blanks at its end are as wide as digits, which keeps points in line. */
  private static String cell(String text) {
    String words = text.stripTrailing();
    return XmlText.of(words) + DIGIT_WIDE.repeat(text.length() - words.length());
  }

  /** Numbers stand in line at their ends; sentences begin in line and are broken. */
  private static String manner(Block.Table table, int column) {
    boolean sentences =
        column > 0 && table.rows().stream().anyMatch(row -> row.get(column).length() > LONGEST);
    return sentences ? " class=\"words\"" : "";
  }

  /** Opens what a narrow screen scrolls sideways, also by the keyboard. */
  private void scroll(String name) {
    html.append("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"");
    html.append(XmlText.of(name)).append("\">");
  }

  private void element(String name, String text) {
    html.append('<').append(name).append('>').append(XmlText.of(text));
    html.append("</").append(name).append(">\n");
  }
}
