package dev.heed.views.picture;

import java.awt.AWTError;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.CubicCurve2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A picture as a PNG file. It needs fonts on the machine, but no screen. */
public final class PngPainter {
  /** The most pixels of a picture, so that it fits an array many times over. */
  private static final double MOST_PIXELS = 1e8;

  private static final int HATCH = 6;

  private final Graphics2D graphics;
  private final Theme theme;

  private PngPainter(Graphics2D graphics, Theme theme) {
    this.graphics = graphics;
    this.theme = theme;
  }

  /**
   * The file's bytes.
   *
   * @param scale pixels for each of the picture's, 2 for sharp screens and print
   * @throws IllegalArgumentException if the picture would have no or more than 100 million pixels
   * @throws IllegalStateException if this machine has no fonts that Java can use, or names a screen
   *     that is not there
   */
  public static byte[] paint(Picture picture, Theme theme, double scale) {
    double width = Math.ceil(picture.width() * scale);
    double height = Math.ceil(picture.height() * scale);
    if (!(width >= 1 && height >= 1 && width * height <= MOST_PIXELS)) {
      throw new IllegalArgumentException(
          "a PNG of %.0f × %.0f pixels: it has from 1 to %.0f of them"
              .formatted(width, height, MOST_PIXELS));
    }
    try {
      BufferedImage image =
          new BufferedImage((int) width, (int) height, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = image.createGraphics();
      try {
        new PngPainter(graphics, theme).draw(picture, scale);
      } finally {
        graphics.dispose();
      }
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      // Without a cache on disk, which ImageIO would use for plain streams.
      try (ImageOutputStream stream = new MemoryCacheImageOutputStream(file)) {
        ImageIO.write(image, "png", stream);
      }
      return file.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException | Error e) {
      throw explained(e);
    }
  }

  /** What the user can do about it, where the cause lies in the machine; else the cause itself. */
  private static IllegalStateException explained(Throwable cause) {
    if (cause instanceof AWTError) {
      return new IllegalStateException(
          "no PNG: Java looks for a screen that is not there; unset DISPLAY, or start Java with"
              + " -Djava.awt.headless=true",
          cause);
    }
    // Java's fonts report that there are none with these, and by no type of their own.
    boolean fonts =
        cause.getClass() == RuntimeException.class
            || cause.getClass() == Error.class
            || cause instanceof InternalError
            || cause instanceof LinkageError;
    if (fonts) {
      return new IllegalStateException(
          "no fonts for a PNG: this Java finds none on the machine; install fontconfig and a font"
              + " such as DejaVu, or choose SVG or HTML",
          cause);
    }
    if (cause instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) cause;
  }

  private void draw(Picture picture, double scale) {
    graphics.scale(scale, scale);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.setColor(colour(Paint.Role.SURFACE));
    // One more on each side, for a width that is no whole number of pixels.
    graphics.fill(new Rectangle2D.Double(-1, -1, picture.width() + 2, picture.height() + 2));
    picture.marks().forEach(this::mark);
  }

  private void mark(Mark mark) {
    switch (mark) {
      case Mark.Box box -> {
        graphics.setColor(colour(box.paint()));
        graphics.fill(shape(box.area()));
      }
      case Mark.Hatch hatch -> hatch(hatch.area());
      case Mark.Text text -> text(text);
      case Mark.Line line -> {
        graphics.setColor(colour(line.paint()));
        graphics.setStroke(new BasicStroke(1));
        smooth(new Line2D.Double(line.x1(), line.y1(), line.x2(), line.y2()));
      }
      case Mark.Curve curve -> {
        Color accent = colour(Paint.Role.ACCENT);
        int opacity = (int) Math.round(255 * curve.opacity());
        graphics.setColor(new Color(accent.getRed(), accent.getGreen(), accent.getBlue(), opacity));
        graphics.setStroke(
            new BasicStroke((float) curve.width(), BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
        double middle = (curve.x1() + curve.x2()) / 2;
        smooth(
            new CubicCurve2D.Double(
                curve.x1(),
                curve.y1(),
                middle,
                curve.y1(),
                middle,
                curve.y2(),
                curve.x2(),
                curve.y2()));
      }
      case Mark.Cells cells -> cells(cells);
    }
  }

  private void smooth(Shape line) {
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.draw(line);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_OFF);
  }

  private void hatch(Area area) {
    Shape before = graphics.getClip();
    graphics.clip(shape(area));
    Color faint = colour(Paint.Role.FAINT);
    graphics.setColor(new Color(faint.getRed(), faint.getGreen(), faint.getBlue(), 115));
    graphics.setStroke(new BasicStroke(0.7f));
    double step = HATCH * Math.sqrt(2);
    for (double x = area.x(); x < area.x() + area.width() + area.height(); x += step) {
      smooth(new Line2D.Double(x, area.y(), x - area.height(), area.y() + area.height()));
    }
    graphics.setClip(before);
  }

  private void text(Mark.Text mark) {
    TextStyle style = mark.style();
    String family = style.even() ? Font.MONOSPACED : Font.SANS_SERIF;
    int weight = style.bold() ? Font.BOLD : Font.PLAIN;
    graphics.setFont(new Font(family, weight, 1).deriveFont((float) style.size()));
    graphics.setColor(colour(style.paint()));
    double width =
        graphics.getFont().getStringBounds(mark.text(), graphics.getFontRenderContext()).getWidth();
    double before =
        switch (style.anchor()) {
          case START -> 0;
          case MIDDLE -> width / 2;
          case END -> width;
        };
    AffineTransform saved = graphics.getTransform();
    graphics.translate(mark.x(), mark.y());
    if (style.upright()) {
      graphics.rotate(-Math.PI / 2);
    }
    graphics.drawString(mark.text(), (float) -before, 0f);
    graphics.setTransform(saved);
  }

  private void cells(Mark.Cells cells) {
    Raster raster = cells.raster();
    BufferedImage image =
        new BufferedImage(raster.columns(), raster.rows(), BufferedImage.TYPE_INT_ARGB);
    for (int row = 0; row < raster.rows(); row++) {
      for (int column = 0; column < raster.columns(); column++) {
        image.setRGB(column, row, raster.argb(theme, row, column));
      }
    }
    Area area = cells.area();
    AffineTransform place = AffineTransform.getTranslateInstance(area.x(), area.y());
    place.scale(area.width() / raster.columns(), area.height() / raster.rows());
    graphics.drawImage(image, place, null);
  }

  private static Shape shape(Area area) {
    return new Rectangle2D.Double(area.x(), area.y(), area.width(), area.height());
  }

  private Color colour(Paint paint) {
    return new Color(theme.rgb(paint));
  }
}
