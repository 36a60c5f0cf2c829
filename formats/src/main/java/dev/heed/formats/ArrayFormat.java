package dev.heed.formats;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The formats of array files. */
public enum ArrayFormat {
  /** One array, as {@code numpy.save} writes it. */
  NPY("npy"),
  /** Named arrays, as {@code numpy.savez} and {@code numpy.savez_compressed} write them. */
  NPZ("npz"),
  /** Named tensors, as {@code safetensors.numpy.save_file} and its like write them. */
  SAFETENSORS("safetensors"),
  /** Named nested arrays, or one nested array. */
  JSON("json"),
  /** One matrix as text, a row a line; written with commas, tabs (.tsv) or blanks (.txt). */
  CSV("csv tsv txt");

  /** Between blanks. */
  private final String extensions;

  ArrayFormat(String extensions) {
    this.extensions = extensions;
  }

  /**
   * The format that a file's extension names, in any case.
   *
   * @throws FileException if the extension is missing or none of the supported ones, listing them
   */
  public static ArrayFormat of(Path file) throws FileException {
    String extension = extension(file);
    return named(file)
        .orElseThrow(() ->
            new FileException(
                file.toString(),
                "",
                (extension.isEmpty()
                        ? "has no extension that names a format"
                        : "the extension ." + Excerpt.of(extension, 20) + " is not supported")
                    + ": supported are "
                    + supported()));
  }

  /** Whether a file of this format holds several arrays by name. */
  public boolean holdsNames() {
    return this == NPZ || this == SAFETENSORS || this == JSON;
  }

  /** The format that a file's extension names, if any. */
  static Optional<ArrayFormat> named(Path file) {
    String extension = extension(file);
    return Arrays.stream(values())
        .filter(format -> List.of(format.extensions.split(" ", -1)).contains(extension))
        .findFirst();
  }

  /** The supported extensions as a list in words. */
  static String supported() {
    return Arrays.stream(values())
        .flatMap(format -> Arrays.stream(format.extensions.split(" ")))
        .map(extension -> "." + extension)
        .collect(Collectors.joining(", "));
  }

  /** A file's extension in lower case, empty without one. */
  static String extension(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }
}
