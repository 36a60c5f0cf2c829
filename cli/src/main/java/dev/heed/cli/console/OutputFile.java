package dev.heed.cli.console;

import dev.heed.formats.ArrayFile;
import dev.heed.formats.ArrayFormat;
import dev.heed.formats.AtomicOutput;
import dev.heed.formats.FileException;
import dev.heed.tensor.Tensor;
import dev.heed.views.picture.PngPainter;
import dev.heed.views.picture.SvgWriter;
import dev.heed.views.picture.Theme;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A file to write, of a format that its extension names; checked before anything is computed.
 *
 * @param path where
 * @param arrays the format if it holds arrays
 * @param view the format if it is something to look at
 */
public record OutputFile(Path path, @Nullable ArrayFormat arrays, @Nullable PictureFormat view) {
  /** Pixels of an image for each of a picture. */
  private static final double SCALE = 2;

  /** Whether it holds several arrays by name. */
  public boolean holdsNames() {
    return arrays != null && arrays.holdsNames();
  }

  /** Whether it is a page or a picture. */
  public boolean isView() {
    return view != null;
  }

  /** Whether it is of this format. */
  public boolean is(ArrayFormat format) {
    return arrays == format;
  }

  /**
   * Refuses pages and pictures.
   *
   * @param what the command gives
   */
  public void requireArrays(String what) {
    if (view != null) {
      throw new IllegalArgumentException("--out %s: %s".formatted(this, what));
    }
  }

  /** Writes the arrays: all of it appears, or nothing. */
  public void write(Map<String, Tensor> named) throws FileException {
    ArrayFile.write(path, Objects.requireNonNull(arrays), named);
  }

  /** Writes what there is to see: all of it appears, or nothing. */
  public void write(Drawing drawing) throws FileException {
    byte[] bytes =
        switch (Objects.requireNonNull(view)) {
          case HTML -> drawing.page().html().getBytes(StandardCharsets.UTF_8);
          case SVG -> SvgWriter.file(drawing.picture()).getBytes(StandardCharsets.UTF_8);
          case PNG -> PngPainter.paint(drawing.picture(), Theme.LIGHT, SCALE);
        };
    AtomicOutput.write(path, out -> out.write(bytes));
  }

  @Override
  public String toString() {
    return path.toString();
  }

  /** Reads the option's value. */
  public static final class Converter implements ITypeConverter<OutputFile> {
    @Override
    public OutputFile convert(String value) throws Exception {
      Path path = Path.of(value);
      String name = value.toLowerCase(Locale.ROOT);
      Optional<PictureFormat> view =
          Arrays.stream(PictureFormat.values())
              .filter(format -> name.endsWith("." + format.name().toLowerCase(Locale.ROOT)))
              .findFirst();
      if (view.isPresent()) {
        return new OutputFile(path, null, view.get());
      }
      try {
        return new OutputFile(path, ArrayFormat.of(path), null);
      } catch (FileException e) {
        throw new TypeConversionException(e.getMessage() + "; to look at: .html, .svg, .png");
      }
    }
  }
}
