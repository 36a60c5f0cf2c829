package dev.heed.cli;

import dev.heed.formats.ArrayFile;
import dev.heed.formats.ArrayFormat;
import dev.heed.formats.FileException;
import dev.heed.tensor.Tensor;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A file to write, of a format that its extension names; checked before anything is computed.
 *
 * @param path where
 * @param format what
 */
record OutputFile(Path path, ArrayFormat format) {
  /** Whether it holds several arrays by name. */
  boolean holdsNames() {
    return format.holdsNames();
  }

  /** Writes the arrays: all of it appears, or nothing. */
  void write(Map<String, Tensor> arrays) throws FileException {
    ArrayFile.write(path, format, arrays);
  }

  @Override
  public String toString() {
    return path.toString();
  }

  /** Reads the option's value. */
  static final class Converter implements ITypeConverter<OutputFile> {
    @Override
    public OutputFile convert(String value) throws Exception {
      try {
        Path path = Path.of(value);
        return new OutputFile(path, ArrayFormat.of(path));
      } catch (FileException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
