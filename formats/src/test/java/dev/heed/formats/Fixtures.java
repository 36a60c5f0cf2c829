package dev.heed.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/** Files written by NumPy and what every refusal has in common. */
final class Fixtures {
  static final long LIMIT = 1 << 28;

  private Fixtures() {}

  /** The bytes of a file beside {@code numpy/make.py}. */
  static byte[] numpy(String name) {
    return resource("/numpy/" + name);
  }

  /** The bytes of a file beside {@code safetensors/README.md}, or of a module's parameters. */
  static byte[] safetensors(String name) {
    String own = "/safetensors/" + name;
    return Fixtures.class.getResource(own) == null ? pytorch("mha/" + name) : resource(own);
  }

  /** The bytes of a file beside {@code pytorch/README.md}. */
  static byte[] pytorch(String name) {
    return resource("/pytorch/" + name);
  }

  private static byte[] resource(String name) {
    try (InputStream stream = Fixtures.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(stream, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static SequencedMap<String, Tensor> read(String name) {
    return read(name, numpy(name));
  }

  static SequencedMap<String, Tensor> read(String name, byte[] content) {
    try {
      return ArrayFile.read(name, content, LIMIT);
    } catch (FileException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  static Tensor array(Map<String, Tensor> arrays, String name) {
    return Objects.requireNonNull(arrays.get(name), name);
  }

  static Tensor text(String name, String content) {
    return single(name, content.getBytes(StandardCharsets.UTF_8));
  }

  static Tensor single(String name) {
    return single(name, numpy(name));
  }

  static Tensor single(String name, byte[] content) {
    SequencedMap<String, Tensor> arrays = read(name, content);
    assertThat(arrays.keySet()).containsExactly(ArrayFile.UNNAMED);
    return Objects.requireNonNull(arrays.get(ArrayFile.UNNAMED));
  }

  /** The message of the refusal that reading {@code content} must end in. */
  static String refusal(String name, byte[] content) {
    return refusal(name, content, LIMIT);
  }

  static String refusal(String name, String content) {
    return refusal(name, content.getBytes(StandardCharsets.UTF_8));
  }

  static String refusal(String name, byte[] content, long limit) {
    Throwable thrown = catchThrowable(() -> ArrayFile.read(name, content, limit));
    return sentence(name, thrown);
  }

  /** Checks what all messages promise: one line, short, naming the file. */
  static String sentence(String name, Throwable thrown) {
    assertThat(thrown).isInstanceOf(FileException.class);
    String message = String.valueOf(thrown.getMessage());
    assertThat(message).hasSizeLessThan(1500).startsWith(name);
    assertThat(message.chars().noneMatch(Character::isISOControl)).as(message).isTrue();
    return message;
  }
}
