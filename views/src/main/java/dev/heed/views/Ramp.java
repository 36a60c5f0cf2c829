package dev.heed.views;

/**
 * Steps from low to high. In colour they run from dark blue over teal and green to light yellow,
 * with lightness rising by about the same amount each, so that they keep their order for every kind
 * of colour vision and in grey.
 */
enum Ramp {
  /** Backgrounds of the 256-colour palette, CIE lightness 7, 23, 38, 51, 64, 78, 92, 98. */
  COLOUR(8),
  SHADES(5),
  ASCII(10);

  private static final int[] PALETTE = {17, 54, 24, 30, 36, 78, 155, 228};

  /** The first level that wants black letters on it. */
  private static final int LIGHT = 4;

  private static final String SHADE_CHARACTERS = " ░▒▓█";
  private static final String ASCII_CHARACTERS = " .:-=+*#%@";

  private final int levels;

  Ramp(int levels) {
    this.levels = levels;
  }

  static Ramp of(Terminal terminal) {
    return terminal.colour() ? COLOUR : terminal.unicode() ? SHADES : ASCII;
  }

  int levels() {
    return levels;
  }

  /**
   * The level of a number that lies {@code share} of the way from the lowest to the highest: equal
   * parts of the way, but of the few shades the blank one is kept for the lowest fortieth, so that
   * a key with little weight still differs from one that is left out.
   */
  int level(double share) {
    int level = (int) (share * levels);
    if (this == SHADES) {
      level = share < 1.0 / 40 ? 0 : (int) Math.ceil(share * (levels - 1));
    }
    return Math.clamp(level, 0, levels - 1);
  }

  /** A cell so many columns wide. */
  String cell(int level, int width) {
    return switch (this) {
      case COLOUR -> "\u001b[48;5;" + PALETTE[level] + "m" + " ".repeat(width) + "\u001b[0m";
      case SHADES -> SHADE_CHARACTERS.substring(level, level + 1).repeat(width);
      case ASCII -> ASCII_CHARACTERS.substring(level, level + 1).repeat(width);
    };
  }

  /** Two cells, one above the other in one column, for a terminal with colour and Unicode. */
  String halves(int upper, int lower) {
    return "\u001b[38;5;%d;48;5;%dm▀\u001b[0m".formatted(PALETTE[upper], PALETTE[lower]);
  }

  /**
   * A cell so many columns wide with a short text on it, where there is colour to tell them apart.
   */
  String cell(int level, String text, int width) {
    if (this != COLOUR) {
      return cell(level, width);
    }
    String ink = level < LIGHT ? "231" : "16";
    String filled = text + " ".repeat(width - text.length());
    return "\u001b[38;5;" + ink + ";48;5;" + PALETTE[level] + "m" + filled + "\u001b[0m";
  }
}
