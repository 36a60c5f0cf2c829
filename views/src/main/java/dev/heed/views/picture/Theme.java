package dev.heed.views.picture;

/** Light or dark surroundings. */
public enum Theme {
  /** Dark ink on white. */
  LIGHT(0xffffff, 0x1b1f24, 0x57606a, 0xd0d7de, 0x1b6f8f, 0xc2410c),
  /** Light ink on nearly black. */
  DARK(0x14171c, 0xe8ebef, 0xa3adb8, 0x3a424d, 0x5fc0d8, 0xff9a5c);

  private final int surface;
  private final int ink;
  private final int faint;
  private final int grid;
  private final int accent;
  private final int unknown;

  Theme(int surface, int ink, int faint, int grid, int accent, int unknown) {
    this.surface = surface;
    this.ink = ink;
    this.faint = faint;
    this.grid = grid;
    this.accent = accent;
    this.unknown = unknown;
  }

  /** The colour as 0xRRGGBB. */
  public int rgb(Paint paint) {
    return switch (paint) {
      case Paint.Role role -> role(role);
      case Paint.Level level -> ColourRamp.rgb(this, level.step());
      case Paint.OnLevel level -> onLevel(ColourRamp.rgb(this, level.step()));
    };
  }

  private int role(Paint.Role role) {
    return switch (role) {
      case SURFACE -> surface;
      case INK -> ink;
      case FAINT -> faint;
      case GRID -> grid;
      case ACCENT -> accent;
      case UNKNOWN -> unknown;
    };
  }

  /** Whichever of black and white can be told better from the colour. */
  private static int onLevel(int rgb) {
    int black = 0x000000;
    int white = 0xffffff;
    return OkLab.contrast(rgb, black) >= OkLab.contrast(rgb, white) ? black : white;
  }
}
