package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Bits of today against bits on file: no change of them goes by unseen. */
@DisplayName("S11: the bits of every option are those on file")
class DigestFileTest {
  private static final String FILE = "digests.txt";

  private static List<String> onFile() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(DigestFileTest.class.getResourceAsStream(FILE), FILE)) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.startsWith("#")).toList();
    }
  }

  @Test
  void bitsChangeByDecisionOnly() throws IOException {
    List<String> today =
        DigestCases.results().entrySet().stream()
            .map(one -> BitsDigest.of(one.getValue()) + "  " + one.getKey())
            .toList();
    List<String> onFile = onFile();
    List<String> changed = today.stream().filter(line -> !onFile.contains(line)).toList();
    assertThat(changed)
        .as(
            "Results have other bits than before, in %d of %d cases. That is a change for every"
                + " user who compares results: it needs a decision (docs/decisions), a line in"
                + " CHANGES.md, and these lines in place of the old ones in %s:%n%s%n",
            changed.size(), today.size(), FILE, String.join("\n", changed))
        .isEmpty();
    assertThat(onFile).as("lines of %s", FILE).containsExactlyElementsOf(today);
  }

  @Test
  void everyCaseHasBitsOfItsOwn() {
    List<String> digests = DigestCases.results().values().stream().map(BitsDigest::of).toList();
    assertThat(digests).hasSizeGreaterThan(50).doesNotHaveDuplicates();
  }
}
