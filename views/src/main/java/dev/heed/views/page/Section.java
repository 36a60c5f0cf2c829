package dev.heed.views.page;

import java.util.List;

/**
 * A part of a page with a heading of its own.
 *
 * @param heading a few words, as in the list of sections
 * @param blocks what is in it
 */
public record Section(String heading, List<Block> blocks) {
  /** Copies the blocks. */
  public Section {
    blocks = List.copyOf(blocks);
  }

  /** A section of these blocks. */
  public static Section of(String heading, Block... blocks) {
    return new Section(heading, List.of(blocks));
  }
}
