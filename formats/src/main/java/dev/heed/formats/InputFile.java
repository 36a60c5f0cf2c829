package dev.heed.formats;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Opening a file to read, with the user's sentence for all that can go wrong. */
final class InputFile {
  private InputFile() {}

  /** What is done with the open file. */
  @FunctionalInterface
  interface Reading<T> {
    T from(ByteSource.Opened source) throws IOException;
  }

  /**
   * The result of {@code reading}, after which the file is closed.
   *
   * @throws FileException if the file is missing, no regular file or unreadable, or {@code reading}
   *     throws it
   */
  static <T> T read(Path file, Reading<T> reading) throws FileException {
    String name = file.toString();
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        throw new FileException(
            name,
            "",
            attributes.isDirectory()
                ? "is a folder: name a file in it"
                : "is not a regular file: save the input in a file first");
      }
      try (FileChannel channel = FileChannel.open(file)) {
        return reading.from(new ByteSource.Opened(name, channel, channel.size()));
      }
    } catch (IOException e) {
      throw FileException.reading(name, e);
    }
  }
}
