package dev.heed.views.page;

import java.util.List;

/**
 * A page about attention as one HTML file: it loads nothing, runs no script, follows the reader's
 * light or dark surroundings, can be printed, and works from the keyboard and with a screen reader.
 * Every page says that weights are not by themselves an explanation.
 *
 * @param title what it is about
 * @param introduction paragraphs below the title
 * @param sections in their order
 */
public record Page(String title, List<String> introduction, List<Section> sections) {
  /** Copies the lists. */
  public Page {
    introduction = List.copyOf(introduction);
    sections = List.copyOf(sections);
  }

  /** The file's text, in UTF-8 when it is written; it is XML, too. */
  public String html() {
    return new PageWriter().written(this);
  }
}
