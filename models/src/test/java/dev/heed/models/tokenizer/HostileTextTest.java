package dev.heed.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.heed.testkit.Seeds;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that nobody means well with. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HostileTextTest {
  private static final int LONG = 10_000_000;
  private static final int LIMIT = 512;

  private Tokenizer tokenizer;

  @BeforeAll
  void load() throws IOException {
    tokenizer = TokenizerJson.load(TokenizerJson.minilm());
  }

  /** Ten million characters; ten times the time that a slow machine needs, and no square of it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "a ",
        "the cat sat on the mat. ",
        "\u0301",
        "\u0301\u0316\u302E",
        "\u0344",
        "\u4E2D",
        "\uD83D\uDE42",
        "\uD83D",
        "\u0000",
        " ",
        ".",
        "[",
        "[MASK",
        "[MASK]",
        "\uAC00",
        "\u0439",
        "unaffordableunaffordableunaffordableunaffordableunaffordableunaffordableunaffordable "
      })
  void tenMillionCharactersTakeSeconds(String part) {
    String text = part.repeat(LONG / part.length());
    Encoding encoding =
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(60), () -> tokenizer.encode(text, LIMIT));
    assertThat(encoding.tokens()).hasSizeBetween(2, LIMIT);
    assertThat(encoding.tokens()).allMatch(token -> token.end() <= text.length());
  }

  @Test
  void whatWasCutIsCounted() {
    Encoding encoding = tokenizer.encode("cat ".repeat(1_000_000), LIMIT);
    assertThat(encoding.tokens()).hasSize(LIMIT);
    assertThat(encoding.cut()).isEqualTo(1_000_000 - (LIMIT - 2));
    assertThat(encoding.tokens().getLast().piece()).isEqualTo("[SEP]");
  }

  @Test
  void oneWordOfTenMillionLettersIsUnknown() {
    Encoding encoding = tokenizer.encode("a".repeat(LONG), LIMIT);
    assertThat(encoding.tokens().get(1)).isEqualTo(new Token(100, "[UNK]", 0, LONG, 0, false));
    assertThat(encoding.pieces()).containsExactly("[CLS]", "[UNK]", "[SEP]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t\n  \u3000", "\u0000", "\uD83D", "\uDE42\uD83D", "\u0301"})
  void aTextOfNothingHasOnlyTheFrame(String text) {
    assertThat(tokenizer.encode(text, LIMIT).pieces()).containsExactly("[CLS]", "[SEP]");
  }

  @Test
  void halfASurrogatePairIsDroppedWhereverItStands() {
    assertThat(tokenizer.encode("c\uD83Da\uDE42t\uD83D sat\uDE42", LIMIT).tokens())
        .containsExactly(
            Token.frame(101, "[CLS]"),
            new Token(4937, "cat", 0, 5, 0, false),
            new Token(2938, "sat", 7, 10, 1, false),
            Token.frame(102, "[SEP]"));
  }

  @Test
  void halfASurrogatePairIsTheReplacementCharacterWhereTheFileKeepsIt() throws IOException {
    String normalizer = TokenizerJson.normalizer(false, true, "null", true);
    Tokenizer keeping = TokenizerJson.load(TokenizerJson.ofCharacters(normalizer, ""));
    assertThat(keeping.encode("c\uD83Da\uDE42", LIMIT).pieces())
        .containsExactly("[CLS]", "c", "##\uFFFD", "##a", "##\uFFFD", "[SEP]");
    try (NativeTokenizer theirs = new NativeTokenizer(TokenizerJson.ofCharacters(normalizer, ""))) {
      assertThat(keeping.encode("c\uD83Da\uDE42", LIMIT).tokens())
          .isEqualTo(theirs.encode("c\uFFFDa\uFFFD"));
    }
  }

  @Test
  void randomUnitsAreReadAsTheNativeTokenizerReadsThemReplaced() throws IOException {
    var random = Seeds.fromProperty().random();
    try (NativeTokenizer theirs = new NativeTokenizer(TokenizerJson.unlimited())) {
      for (int i = 0; i < 3_000; i++) {
        StringBuilder text = new StringBuilder();
        for (int j = random.nextInt(30); j > 0; j--) {
          text.append((char) (random.nextBoolean() ? random.nextInt(0xD700, 0xE100) : 'a' + j % 5));
        }
        String replaced =
            text.codePoints()
                .map(c -> c >= 0xD800 && c < 0xE000 ? 0xFFFD : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        assertThat(tokenizer.encode(text.toString(), Integer.MAX_VALUE).tokens())
            .isEqualTo(theirs.encode(replaced));
      }
    }
  }

  @Test
  void manyThreadsAtOnceGetWhatEachWouldGetAlone() {
    List<String> texts =
        IntStream.range(0, 2_000).mapToObj(i -> "Number " + i + " wasn't naïve… 東京 🙂").toList();
    List<Encoding> alone = texts.stream().map(text -> tokenizer.encode(text, LIMIT)).toList();
    List<Encoding> together =
        texts.parallelStream().map(text -> tokenizer.encode(text, LIMIT)).toList();
    assertThat(together).isEqualTo(alone);
  }

  @Test
  void noLimitIsBelowTheFrame() {
    assertThat(tokenizer.frameSize()).isEqualTo(2);
    assertThat(tokenizer.encode("cat", 2).pieces()).containsExactly("[CLS]", "[SEP]");
    assertThat(tokenizer.encode("cat", 2).cut()).isEqualTo(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tokenizer.encode("cat", 1))
        .withMessage("limit of 1 tokens: 2 stand around every text");
  }
}
