package dev.heed.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Golden numbers: Python's {@code math.log}, see {@code numpy-random/README.md}. */
class TableLogarithmTest {
  @Test
  void everyBitIsThatOfTheCLibrary() throws IOException {
    List<String> lines = lines("/numpy-random/logarithms.txt");
    assertThat(lines).hasSizeGreaterThan(300);
    for (String line : lines) {
      int space = line.indexOf(' ');
      double x = Double.parseDouble(line.substring(0, space));
      double logarithm = Double.parseDouble(line.substring(space + 1));
      assertThat(Double.doubleToRawLongBits(TableLogarithm.log(x)))
          .as("log %s is %s, computed %s", x, logarithm, TableLogarithm.log(x))
          .isEqualTo(Double.doubleToRawLongBits(logarithm));
    }
  }

  private static List<String> lines(String resource) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(TableLogarithmTest.class.getResourceAsStream(resource), resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
