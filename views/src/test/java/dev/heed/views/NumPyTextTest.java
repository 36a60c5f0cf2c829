package dev.heed.views;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.tensor.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NumPyTextTest {
  private static final String ORIGIN = "/numpy/arrays.txt";

  @Test
  void everyCaseIsRead() {
    assertThat(cases().count()).isEqualTo(Long.parseLong(lines().getFirst().split(" ", -1)[3]));
    assertThat(cases().count()).isGreaterThan(200);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void textEqualsNumPys(Case numpy) {
    assertThat(NumPyText.of(numpy.tensor())).isEqualTo(numpy.text());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void representationEqualsNumPys(Case numpy) {
    assertThat(NumPyText.representation(numpy.tensor())).isEqualTo(numpy.representation());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void narrowTextEqualsNumPys(Case numpy) {
    assertThat(NumPyText.of(numpy.tensor(), 40)).isEqualTo(numpy.narrow());
  }

  @Test
  void viewsPrintLikeTheirCopies() {
    Tensor matrix = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
    assertThat(NumPyText.of(matrix.transpose())).isEqualTo(NumPyText.of(matrix.transpose().copy()));
    assertThat(NumPyText.of(matrix.slice(1, 1, 3)))
        .isEqualTo(NumPyText.of(matrix.slice(1, 1, 3).copy()));
  }

  static Stream<Case> cases() {
    Deque<String> lines = new ArrayDeque<>(lines());
    lines.removeFirst();
    List<Case> cases = new ArrayList<>();
    while (!lines.isEmpty()) {
      String name = lines.removeFirst();
      Tensor tensor =
          tensor(lines.removeFirst(), words(lines.removeFirst()), words(lines.removeFirst()));
      cases.add(new Case(name, tensor, text(lines), text(lines), text(lines)));
    }
    return cases.stream();
  }

  private static List<String> lines() {
    try (InputStream stream = NumPyTextTest.class.getResourceAsStream(ORIGIN);
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(Objects.requireNonNull(stream), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> words(String line) {
    List<String> words = List.of(line.split(" ", -1));
    return words.subList(1, words.size());
  }

  private static Tensor tensor(String dtype, List<String> shape, List<String> bits) {
    int[] sizes = shape.stream().mapToInt(Integer::parseInt).toArray();
    long[] numbers = bits.stream().mapToLong(hex -> Long.parseUnsignedLong(hex, 16)).toArray();
    return switch (dtype) {
      case "dtype float64" ->
          Tensor.of(Arrays.stream(numbers).mapToDouble(Double::longBitsToDouble).toArray(), sizes);
      case "dtype float32" -> {
        float[] floats = new float[numbers.length];
        for (int n = 0; n < floats.length; n++) {
          floats[n] = Float.intBitsToFloat((int) numbers[n]);
        }
        yield Tensor.of(floats, sizes);
      }
      case "dtype int32" ->
          Tensor.of(Arrays.stream(numbers).mapToInt(number -> (int) number).toArray(), sizes);
      case "dtype bool" -> {
        byte[] flags = new byte[numbers.length];
        for (int n = 0; n < flags.length; n++) {
          flags[n] = (byte) numbers[n];
        }
        yield Tensor.of(flags, sizes);
      }
      default -> throw new IllegalArgumentException(dtype);
    };
  }

  private static String text(Deque<String> lines) {
    int count = Integer.parseInt(lines.removeFirst().split(" ", -1)[1]);
    List<String> text = new ArrayList<>();
    for (int line = 0; line < count; line++) {
      text.add(lines.removeFirst());
    }
    return String.join("\n", text);
  }

  record Case(String name, Tensor tensor, String text, String representation, String narrow) {
    @Override
    public String toString() {
      return name;
    }
  }
}
