package dev.heed.benchmarks.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.models.Encoder;
import dev.heed.models.source.ModelSource;
import dev.heed.models.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class EncoderTextsTest {
  private static final List<String> SENTENCES = EncoderTexts.sentences(1000);

  private static int words(String sentence) {
    return sentence.split(" ", -1).length;
  }

  @Test
  void sentencesHave3To40WordsAndAbout13InTheMiddle() {
    assertThat(SENTENCES)
        .hasSize(1000)
        .allSatisfy(sentence -> {
          assertThat(words(sentence)).isBetween(3, 40);
          assertThat(sentence).matches("[A-Z][a-z ]+\\.");
        });
    int[] counts = SENTENCES.stream().mapToInt(EncoderTextsTest::words).sorted().toArray();
    assertThat(counts[0]).isEqualTo(3);
    assertThat(counts[999]).isGreaterThan(30);
    assertThat(SENTENCES.stream().mapToInt(EncoderTextsTest::words).average().orElseThrow())
        .isCloseTo(13, within(1.0));
    assertThat(new HashSet<>(SENTENCES)).hasSizeGreaterThan(990);
  }

  @Test
  void fewerSentencesAreTheFirstOfMany() {
    assertThat(EncoderTexts.sentences(100)).isEqualTo(SENTENCES.subList(0, 100));
  }

  @Test
  void longTextsHave128TokensAndNoSentenceHasMore() throws IOException {
    try (Encoder encoder = Encoder.load(ModelSource.miniLm())) {
      Tokenizer tokenizer = encoder.tokenizer();
      assertThat(EncoderTexts.longTexts())
          .hasSize(32)
          .doesNotHaveDuplicates()
          .allSatisfy(text -> assertThat(tokens(tokenizer, text)).isEqualTo(128));
      assertThat(SENTENCES)
          .allSatisfy(text -> assertThat(tokens(tokenizer, text)).isLessThanOrEqualTo(128))
          .anySatisfy(text -> assertThat(tokens(tokenizer, text)).isGreaterThan(words(text) + 3));
    }
  }

  private static int tokens(Tokenizer tokenizer, String text) {
    return tokenizer.encode(text, Integer.MAX_VALUE).tokens().size();
  }
}
