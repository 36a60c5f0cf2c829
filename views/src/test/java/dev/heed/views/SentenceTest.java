package dev.heed.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tokens, words and links of one sentence: "A catnap, a" with cat|##nap as two tokens. */
class SentenceTest {
  private static final Sentence NAP =
      new Sentence(
          "A catnap \ud83d\ude42 A",
          List.of(
              new Sentence.Piece("[CLS]", 0, 0, -1, true),
              new Sentence.Piece("a", 0, 1, 0, false),
              new Sentence.Piece("cat", 2, 5, 1, false),
              new Sentence.Piece("##nap", 5, 8, 1, false),
              new Sentence.Piece("[UNK]", 9, 11, 2, false),
              new Sentence.Piece("a", 12, 13, 3, false),
              new Sentence.Piece("[SEP]", 0, 0, -1, true)),
          0);

  /** Rows: [CLS], a, cat, ##nap, the unknown, a, [SEP]. */
  private static final Tensor WEIGHTS =
      Tensor.of(
          new double[][] {
            {.40, .10, .20, .10, .05, .05, .10},
            {.49, .10, .16, .15, .02, .03, .05},
            {.30, .40, .05, .05, .00, .10, .10},
            {.10, .20, .15, .25, .00, .20, .10},
            {.90, .00, .00, .00, .10, .00, .00},
            {.20, .20, .20, .20, .10, .06, .04},
            {.70, .05, .05, .05, .05, .05, .05}
          });

  @Test
  void wordsHaveTheSpellingOfTheTextAndRepeatedOnesANumber() {
    assertThat(NAP.words().stream().map(Sentence.Word::name))
        .containsExactly("[CLS]", "A", "catnap", "\ud83d\ude42", "A#2", "[SEP]");
    assertThat(NAP.words().get(2)).isEqualTo(new Sentence.Word("catnap", false, 2, 4));
  }

  @Test
  void aWordGivesTheMeanOfItsTokensAndReceivesTheirSum() {
    WordLinks links = WordLinks.of(WEIGHTS, NAP);
    assertThat(links.count()).isEqualTo(12);
    List<WordLinks.Link> strongest = links.strongest(4);
    assertThat(strongest.stream().map(link -> link.query() + " " + link.key()))
        .containsExactly("A#2 catnap", "A catnap", "catnap A", "A#2 A");
    assertThat(strongest.stream().mapToDouble(WordLinks.Link::weight).toArray())
        .containsExactly(new double[] {.4, .31, .3, .2}, within(1e-15));
  }

  @Test
  void linksToItselfAndToTheFrameStandApart() {
    WordLinks links = WordLinks.of(WEIGHTS, NAP);
    assertThat(links.strongest(100)).hasSize(8).noneMatch(link -> link.query().equals(link.key()));
    assertThat(links.meanToItself()).isCloseTo((.1 + .25 + .1 + .06) / 4, within(1e-15));
    assertThat(links.meanTo(0)).isCloseTo((.49 + .2 + .9 + .2) / 4, within(1e-15));
    assertThat(links.strongestFrom(0, 1))
        .allSatisfy(link -> assertThat(link.key()).isEqualTo("catnap"))
        .hasSize(1);
  }

  @Test
  void theTextOfTheLinksIsAligned() {
    String text =
        WordLinksText.render(WordLinks.of(WEIGHTS, NAP), 3, new Terminal(60, false, true));
    assertThat(text)
        .isEqualTo(
            """
            Strongest links between words (3 of 12)
              A#2    → catnap  0.40 ━━━━━━━━━━━━━━━━━━━━━━━━
              A      → catnap  0.31 ━━━━━━━━━━━━━━━━━━╸
              catnap → A       0.30 ━━━━━━━━━━━━━━━━━━
            Apart from these, a word gives on average: [CLS] 0.45, [SEP]
            0.05, itself 0.13
            [CLS] → catnap 0.30, A 0.10, 🙂 0.05; [SEP] → catnap 0.10, A
            0.05, 🙂 0.05
            (a word of several tokens gives their mean and receives
            their sum)
            """);
    String ascii =
        WordLinksText.render(WordLinks.of(WEIGHTS, NAP), 3, new Terminal(60, false, false));
    assertThat(ascii).matches("[\\n -~]*").contains("  A#2    -> catnap  0.40 -----");
  }

  @Test
  void aTextOfOneWordHasNoLinks() {
    Sentence one = new Sentence("a", List.of(new Sentence.Piece("a", 0, 1, 0, false)), 0);
    WordLinks links = WordLinks.of(Tensor.of(new double[][] {{1}}), one);
    assertThat(WordLinksText.render(links, 3, Terminal.plain()))
        .isEqualTo(
            "No links between words\nApart from these, a word gives on average: itself 1.00\n");
  }

  @Test
  void weightsThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> WordLinks.of(Tensor.of(new double[4], 2, 2), NAP))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[2, 2] for 7 tokens");
  }

  @Test
  void tokensAreCountedNumberedAndExplained() {
    assertThat(TokensText.render(NAP, Terminal.plain()))
        .isEqualTo(
            """
            7 tokens: 5 of the text, and [CLS] and [SEP], which the model puts around it
              0 [CLS]  1 a  2 cat  3 ##nap  4 [UNK]  5 a  6 [SEP]
            [UNK] stands for what the vocabulary does not have: 🙂
            """);
    assertThat(TokensText.render(NAP, new Terminal(80, true, true)))
        .contains("\u001b[2m0 [CLS]\u001b[0m  \u001b[2m1 \u001b[0ma  ");
    Sentence cut = new Sentence(NAP.text(), NAP.pieces(), 3);
    assertThat(TokensText.render(cut, Terminal.plain()))
        .endsWith("cut: the model reads 7 tokens, and 3 more at the text's end are left out\n");
  }

  @Test
  void aLongTextIsShortenedInItsHeading() {
    Sentence endless = new Sentence("word ".repeat(1_000_000), NAP.pieces(), 0);
    assertThat(TokensText.heading(endless, Terminal.plain()))
        .startsWith("word word")
        .endsWith("…\n")
        .hasLineCount(3);
    Sentence blankless = new Sentence("日".repeat(1000), NAP.pieces(), 0);
    assertThat(TokensText.heading(blankless, Terminal.plain()).lines())
        .allMatch(line -> SafeText.columns(line) <= 80);
  }

  @Test
  void theMapsRampIsThatOfTheTextsOwnTokens() {
    assertThat(SentenceMap.render(WEIGHTS, NAP, Terminal.plain())).contains("│ 0.4 or more\n");
    assertThat(SentenceMap.render(WEIGHTS, NAP, new Terminal(80, true, true)))
        .contains("\u001b[38;5;16;48;5;228m .90  \u001b[0m");
  }
}
