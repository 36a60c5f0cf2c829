package dev.heed.views.picture;

/** A colour by what it is for; each {@link Theme} has its own for it. */
public sealed interface Paint {
  /** Colours with one task. */
  enum Role implements Paint {
    /** Behind everything. */
    SURFACE,
    /** Text and lines that matter. */
    INK,
    /** Text that stands back. */
    FAINT,
    /** Lines of a grid and frames. */
    GRID,
    /** Bars and links. */
    ACCENT,
    /** NaN and infinite numbers; not on the ramp. */
    UNKNOWN
  }

  /**
   * A step of the ramp.
   *
   * @param step from 0, the lowest number, to {@code ColourRamp.STEPS − 1}
   */
  record Level(int step) implements Paint {}

  /**
   * Text that can be read on a step of the ramp.
   *
   * @param step as in {@link Level}
   */
  record OnLevel(int step) implements Paint {}
}
