package dev.heed.views;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.testkit.Seeds;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTextTest {
  @ParameterizedTest
  @CsvSource({
    "'\u001b[31mred\u001b[0m',red",
    "'\u001b]0;a title\u0007word',word",
    "'\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\',link",
    "'\u001bPquery\u001b\\word',word",
    "'\u009b2Jword',word",
    "'\u001b[?1049hword',word",
    "'\u001bcword',word",
    "'\u001b(Bword',word",
    "'wo\u0007r\bd\u007f',word",
    "'two\twords\nhere',two words here",
    "'a\u202egnp.b',agnp.b",
    "'a\u2028b',a b",
    "'café 日本 🙂',café 日本 🙂",
    "'\ud83d alone','\ufffd alone'",
  })
  void escapesAndControlsAreGone(String input, String safe) {
    assertThat(SafeText.of(input)).isEqualTo(safe);
  }

  @Test
  void anUnfinishedSequenceIsGoneToo() {
    assertThat(SafeText.of("word\u001b")).isEqualTo("word");
    assertThat(SafeText.of("word\u001b[")).isEqualTo("word");
    assertThat(SafeText.of("word\u001b]0;title")).isEqualTo("word");
  }

  @Test
  void noInputLeavesAControlCharacter() {
    RandomGenerator random = Seeds.fromProperty().random();
    String alphabet = "\u001b[]P;0m\u0007\\\u009b\u009c\u009d\n a\u202e\ud83d\ude42";
    for (int round = 0; round < 20_000; round++) {
      StringBuilder input = new StringBuilder();
      for (int n = 0; n < 12; n++) {
        input.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String safe = SafeText.of(input.toString());
      assertThat(safe.chars().noneMatch(Character::isISOControl)).as(safe).isTrue();
      assertThat(SafeText.of(safe)).isEqualTo(safe);
    }
  }

  @Test
  void asciiReplacesTheRest() {
    assertThat(SafeText.ascii("café 日本\u001b[1m!")).isEqualTo("caf? ??!");
  }

  @Test
  void columnsCountWideLettersTwiceAndAccentsNotAtAll() {
    assertThat(SafeText.columns("abc")).isEqualTo(3);
    assertThat(SafeText.columns("日本")).isEqualTo(4);
    assertThat(SafeText.columns("e\u0301")).isEqualTo(1);
    assertThat(SafeText.columns("🙂")).isEqualTo(2);
    assertThat(SafeText.cut("日本語", 5)).isEqualTo("日本");
  }
}
