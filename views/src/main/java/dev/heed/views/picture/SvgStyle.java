package dev.heed.views.picture;

import java.util.Locale;

/**
 * The style sheet of all SVG pictures: a class a colour, by custom properties that change with the
 * reader's light or dark surroundings. Print is light.
 */
public final class SvgStyle {
  private static final String SHAPES =
      """
      .hp{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif}
      .hp .m{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
      .hp .b{font-weight:600}
      .hp image{image-rendering:pixelated}
      .hp .k{fill:none;stroke:var(--hp-accent)}
      .hp .l{stroke:var(--hp-grid)}
      .hp .h{stroke:var(--hp-faint);stroke-opacity:.45}
      .hp rect.t:hover{stroke:var(--hp-ink);stroke-width:1.5}
      .hp .k:hover{stroke:var(--hp-ink);stroke-opacity:1}
      .hp .hp-dark{display:none}
      """;

  private static final String DARK_SHAPES =
      ".hp .hp-dark{display:inline}.hp .hp-light{display:none}\n";

  private SvgStyle() {}

  /** The rules, for a style element. */
  public static String rules() {
    StringBuilder rules = new StringBuilder();
    rules.append(":root{").append(variables(Theme.LIGHT)).append("}\n").append(SHAPES);
    for (Paint.Role role : Paint.Role.values()) {
      rules.append(
          String.format(Locale.ROOT, ".hp .%s{fill:var(--hp-%s)}", name(role), property(role)));
    }
    rules.append('\n');
    for (int step = 0; step < ColourRamp.STEPS; step++) {
      rules.append(
          String.format(
              Locale.ROOT,
              ".hp .c%d{fill:var(--c%d)}.hp .o%d{fill:var(--o%d)}",
              step,
              step,
              step,
              step));
    }
    rules.append("\n@media screen and (prefers-color-scheme:dark){:root{");
    rules.append(variables(Theme.DARK)).append("}\n").append(DARK_SHAPES).append("}\n");
    return rules.toString();
  }

  /** The class of a colour. */
  static String name(Paint paint) {
    return switch (paint) {
      case Paint.Role role -> "f-" + property(role);
      case Paint.Level level -> "c" + level.step();
      case Paint.OnLevel level -> "o" + level.step();
    };
  }

  /** {@code #rrggbb}. */
  static String hex(int rgb) {
    return String.format(Locale.ROOT, "#%06x", rgb);
  }

  private static String variables(Theme theme) {
    StringBuilder variables = new StringBuilder();
    for (Paint.Role role : Paint.Role.values()) {
      variables.append(
          String.format(Locale.ROOT, "--hp-%s:%s;", property(role), hex(theme.rgb(role))));
    }
    for (int step = 0; step < ColourRamp.STEPS; step++) {
      String level = hex(theme.rgb(new Paint.Level(step)));
      String ink = hex(theme.rgb(new Paint.OnLevel(step)));
      variables.append(String.format(Locale.ROOT, "--c%d:%s;--o%d:%s;", step, level, step, ink));
    }
    return variables.toString();
  }

  private static String property(Paint.Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }
}
