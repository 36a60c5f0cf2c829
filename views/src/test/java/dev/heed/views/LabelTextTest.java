package dev.heed.views;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LabelTextTest {
  private static final String SHALOM = "\u05e9\u05dc\u05d5\u05dd";

  @Test
  void emojiThatTerminalsDrawInDifferentWidthsComeApart() {
    assertThat(LabelText.of("👩\u200d👧")).isEqualTo("👩👧");
    assertThat(LabelText.of("\u2764\ufe0f")).isEqualTo("\u2764");
    assertThat(LabelText.of("👍🏽")).isEqualTo("👍");
  }

  @Test
  void lettersAreComposedAndALoneAccentGetsACircle() {
    assertThat(LabelText.of("e\u0301")).isEqualTo("é");
    assertThat(LabelText.of("\u1112\u1161\u11ab")).isEqualTo("한");
    assertThat(LabelText.of("\u0301")).isEqualTo("\u25cc\u0301");
  }

  @Test
  void behindRightToLeftLettersTheOrderOfTheLineIsKept() {
    assertThat(LabelText.padded(SHALOM, 6, true)).isEqualTo(SHALOM + "\u200e  ");
    assertThat(LabelText.fitted(SHALOM, 9, true)).isEqualTo(SHALOM + "\u200e");
    assertThat(LabelText.letters("a" + SHALOM)).startsWith("a", "\u05e9\u200e").hasSize(5);
    assertThat(LabelText.padded("abc", 5, true)).isEqualTo("abc  ");
  }

  @Test
  void whatIsTooLongIsCutToItsColumns() {
    assertThat(LabelText.padded("日本語", 6, true)).isEqualTo("日本語");
    assertThat(LabelText.padded("日本語", 5, true)).isEqualTo("日…  ");
    assertThat(LabelText.fitted("contextual", 5, true)).isEqualTo("cont…");
    assertThat(LabelText.fitted("contextual", 5, false)).isEqualTo("cont.");
    assertThat(LabelText.fitted("日本", 5, false)).isEqualTo("??");
  }

  @Test
  void accentsStayWithTheirLetters() {
    assertThat(LabelText.letters("x\u0302y")).containsExactly("x\u0302", "y");
    assertThat(LabelText.letters("")).isEmpty();
  }
}
