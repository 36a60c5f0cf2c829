package dev.heed.views;

/**
 * What the reader's screen can show. Whoever asks for a view finds this out; a view never does.
 *
 * @param width columns; fewer than {@link #LEAST_WIDTH} count as that many
 * @param colour whether escape sequences for colour (256 colours) and bold may be written
 * @param unicode whether characters beyond ASCII may be written
 */
public record Terminal(int width, boolean colour, boolean unicode) {
  /** The fewest columns that views make do with. */
  public static final int LEAST_WIDTH = 30;

  /** Raises a smaller width to {@link #LEAST_WIDTH}. */
  public Terminal {
    width = Math.max(width, LEAST_WIDTH);
  }

  /** 80 columns without colour: what a pipe or a file gets. */
  public static Terminal plain() {
    return new Terminal(80, false, true);
  }
}
