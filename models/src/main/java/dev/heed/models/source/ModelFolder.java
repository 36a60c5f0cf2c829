package dev.heed.models.source;

import dev.heed.formats.FileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** A model in a folder of the user's. */
record ModelFolder(Path folder) implements ModelFiles {
  @Override
  public String name() {
    return folder.toString();
  }

  @Override
  public boolean has(String file) {
    // A link that leads nowhere is there, and is an error rather than an absent setting.
    return Files.exists(path(file), LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public InputStream open(String file) throws IOException {
    return Files.newInputStream(regular(file));
  }

  /**
   * The path of a file that holds bytes.
   *
   * @throws FileException if it is a pipe, which would be waited for, or anything else
   */
  Path regular(String file) throws FileException {
    Path path = path(file);
    try {
      if (!Files.readAttributes(path, BasicFileAttributes.class).isRegularFile()) {
        throw new FileException(place(file), "", "is not a regular file");
      }
    } catch (IOException e) {
      throw FileException.reading(place(file), e);
    }
    return path;
  }

  @Override
  public String place(String file) {
    return path(file).toString();
  }

  Path path(String file) {
    return folder.resolve(file);
  }

  @Override
  public SourceTensors weights() throws FileException {
    return WeightFiles.of(this).read();
  }

  @Override
  public String identity() throws FileException {
    return WeightFiles.of(this).identity();
  }

  @Override
  public String location() {
    return folder.toAbsolutePath().normalize().toString();
  }
}
