package dev.heed.views.page;

import dev.heed.views.LayerHead;
import dev.heed.views.picture.Picture;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing in a section of a page. All text is shown as it is, markup in it too. */
public sealed interface Block {
  /** A paragraph. */
  record Prose(String text) implements Block {}

  /**
   * A picture, with what it shows as numbers for those who do not see it, folded away.
   *
   * @param caption a sentence below it, or empty
   * @param table the numbers, or null where the text around has them
   */
  record Figure(Picture picture, String caption, @Nullable Table table) implements Block {}

  /**
   * A table whose first column names its rows.
   *
   * @param caption what it shows
   * @param columns the heading of each column
   * @param rows as many cells each as there are columns; blanks at the end of a number are kept, so
   *     that points stand in line
   */
  record Table(String caption, List<String> columns, List<List<String>> rows) implements Block {
    /**
     * Checks the rows and copies them.
     *
     * @throws IllegalArgumentException if a row is longer or shorter than the headings
     */
    public Table {
      columns = List.copyOf(columns);
      rows = rows.stream().map(List::copyOf).toList();
      for (List<String> row : rows) {
        if (row.size() != columns.size()) {
          throw new IllegalArgumentException(
              "a row of %d cells under %d headings in the table \"%s\": they must be equally many"
                  .formatted(row.size(), columns.size(), caption));
        }
      }
    }
  }

  /** Blocks that are folded away until the reader asks for them. */
  record Details(String summary, List<Block> blocks) implements Block {
    /** Copies the blocks. */
    public Details {
      blocks = List.copyOf(blocks);
    }
  }

  /** All heads of a model as small maps that the reader can sort, and a table of their numbers. */
  record Heads(List<LayerHead> heads) implements Block {
    /**
     * Copies the heads.
     *
     * @throws IllegalArgumentException if there are none
     */
    public Heads {
      heads = List.copyOf(heads);
      if (heads.isEmpty()) {
        throw new IllegalArgumentException("no heads: an overview shows at least one");
      }
    }
  }

  /** Lines of numbers, and how one comes of the others. */
  record Numbers(List<String> lines) implements Block {
    /** Copies the lines. */
    public Numbers {
      lines = List.copyOf(lines);
    }
  }

  /** A formula of ours, on a line of its own. */
  record Formula(MathText text) implements Block {}
}
