package dev.heed.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What an artifact without code has on the class path, below one folder.
 *
 * @param test a class of its tests
 * @param folder the folder, such as {@code dev/heed/minilm}
 */
public record Resources(Class<?> test, String folder) {
  /** A file's text. */
  public String text(String file) throws IOException {
    try (InputStream in = url(file).openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The check sums of files by SHA-256 as {@code sha256sum} prints them, a line each. */
  public List<String> sums(String... names) throws IOException, NoSuchAlgorithmException {
    List<String> lines = new ArrayList<>();
    for (String file : names) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(url(file).openStream(), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      lines.add(HexFormat.of().formatHex(digest.digest()) + "  " + file);
    }
    return lines;
  }

  /**
   * All files of the artifact where it lies as a folder, from its root, with slashes; without what
   * the build notes there for itself.
   *
   * @param known one that is there
   */
  public List<String> files(String known) throws IOException, URISyntaxException {
    Path root = Path.of(url(known).toURI());
    for (int up = Path.of(folder, known).getNameCount(); up > 0; up--) {
      root = Objects.requireNonNull(root.getParent());
    }
    Path above = root;
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> above.relativize(file).toString().replace('\\', '/'))
          .filter(file -> !file.startsWith("unpacked/"))
          .toList();
    }
  }

  private URL url(String file) {
    return Objects.requireNonNull(test.getResource("/" + folder + "/" + file), file);
  }
}
