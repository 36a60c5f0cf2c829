package dev.heed.cli.attend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.cli.Ran;
import dev.heed.cli.SharedModel;
import dev.heed.cli.input.TextSource;
import dev.heed.formats.ArrayFile;
import dev.heed.models.EncodedText;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.views.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code heed TEXT}. The weights that are expected to two digits are those of ONNX Runtime 1.29
 * with the same model, optimisation off, single text.
 */
class TextCommandTest {
  private static final String CAT = "The cat sat on the mat.";

  @TempDir private Path folder;

  @Test
  void theLastLayersMeanOverAllHeadsIsShownUnlessAskedOtherwise() {
    Ran ran = Ran.heed(CAT);
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .startsWith(CAT + "\n")
        .contains("9 tokens: 7 of the text, and [CLS] and [SEP], which the model puts around it")
        .contains("  0 [CLS]  1 the  2 cat  3 sat  4 on  5 the  6 mat  7 .  8 [SEP]\n")
        .contains("Attention in layer 5 of 0 to 5, mean of heads 0 to 11\n")
        .contains("Strongest links between words (8 of 42)")
        .contains("  on  → sat  0.20 ")
        .contains("  The → cat  0.20 ")
        .contains("  on  → mat  0.19 ")
        .contains("  sat → cat  0.17 ")
        .contains("a word gives on average: [CLS] 0.39, [SEP] 0.04, itself 0.09")
        .contains("[CLS] → mat 0.18, cat 0.15, sat 0.12; [SEP] → cat 0.19, mat 0.14, sat 0.11")
        .endsWith("heed steps \"The cat sat on the mat.\" --layer 5 --head 0\n");
  }

  @Test
  void layerHeadAndTopChooseWhatIsShown() {
    Ran ran = Ran.heed("--layer", "0", "--head", "3", "--top", "2", CAT);
    assertThat(ran.out())
        .contains("Attention in layer 0 of 0 to 5, head 3 of 0 to 11\n")
        .contains("(2 of 42)")
        .contains("  sat → mat  0.27 ")
        .contains("  mat → sat  0.21 ")
        .doesNotContain("0.20 ")
        .contains("--layer 0 --head 3");
  }

  @Test
  void aTextIsShortForAttendAndNeedsNoQuotes() {
    String expected = Ran.heed(CAT).out();
    assertThat(Ran.heed("attend", CAT).out()).isEqualTo(expected);
    assertThat(Ran.heed("The", "cat", "sat", "on", "the", "mat.").out()).isEqualTo(expected);
    assertThat(Ran.heed("--", CAT).out()).isEqualTo(expected);
  }

  @Test
  void standardInputIsATextWithoutTheNewlineAtItsEnd() {
    String expected = Ran.heed(CAT).out();
    for (String end : new String[] {"", "\n", "\r\n"}) {
      byte[] input = (CAT + end).getBytes(StandardCharsets.UTF_8);
      assertThat(Ran.reading(input, "-").out()).isEqualTo(expected);
    }
  }

  @Test
  void behindTheTwoDashesACommandIsAText() {
    assertThat(Ran.heed("attend", "--", "doctor").out()).startsWith("doctor\n\n3 tokens");
    assertThat(Ran.heed("--", "-5 degrees").out()).startsWith("-5 degrees\n");
    assertThat(Ran.heed("-5 degrees").err()).contains("behind --");
    assertThat(Ran.heed("@home we rest").out()).startsWith("@home we rest\n");
  }

  @Test
  void wordsThatOnlyResembleOneAnotherAreNoCommands() {
    assertThat(Ran.heed("hello").code()).isZero();
    assertThat(Ran.heed("extend").code()).isZero();
    assertThat(Ran.heed("Doctor Who").code()).isZero();
  }

  @Test
  void aFilesNameIsATextAndHowToReadTheFileIsSaid() throws IOException {
    Path file = Files.writeString(folder.resolve("notes.txt"), "something");
    Ran ran = Ran.heed(file.toString());
    assertThat(ran.code()).isZero();
    assertThat(ran.err()).contains("taken as a text").contains("heed - <").hasLineCount(1);
  }

  @Test
  void npzHoldsAttentionOfAllHeadsStatesAndEmbedding() throws IOException {
    Path out = folder.resolve("cat.npz");
    Ran ran = Ran.heed(CAT, "--out", out.toString());
    assertThat(ran.code()).isZero();
    assertThat(ran.err()).isEqualTo("heed: " + out + " written\n");
    EncodedText encoded = SharedModel.encoder().encode(CAT);
    Map<String, Tensor> arrays = ArrayFile.read(out);
    assertThat(arrays.keySet()).containsExactly("attention", "last_hidden_state", "embedding");
    assertSame(arrays.get("attention"), encoded.attention(), 6, 12, 9, 9);
    assertSame(arrays.get("last_hidden_state"), encoded.lastHiddenState(), 9, 384);
    assertSame(arrays.get("embedding"), encoded.embedding(), 384);
  }

  @Test
  void jsonHoldsTokensAndLinksToo() throws IOException {
    Path out = folder.resolve("cat.json");
    Ran saved = Ran.heed("Cats!", "--out", out.toString());
    Ran printed = Ran.heed("Cats!", "--json");
    assertThat(saved.out()).startsWith("Cats!\n");
    assertThat(printed.out()).isEqualTo(Files.readString(out));
    assertThat(printed.out())
        .startsWith(
            "{\"model\":\"all-MiniLM-L6-v2\",\"text\":\"Cats!\",\"tokens\":["
                + "{\"id\":101,\"piece\":\"[CLS]\",\"begin\":0,\"end\":0,\"word\":-1,\"frame\":true},"
                + "{\"id\":8870,\"piece\":\"cats\",\"begin\":0,\"end\":4,\"word\":0,\"frame\":false},"
                + "{\"id\":999,\"piece\":\"!\",\"begin\":4,\"end\":5,\"word\":1,\"frame\":false},"
                + "{\"id\":102,\"piece\":\"[SEP]\",\"begin\":0,\"end\":0,\"word\":-1,\"frame\":true}],"
                + "\"cut\":0,\"layer\":5,\"head\":null,\"links\":[{\"query\":\"")
        .contains("\"attention\":[[[[")
        .contains("\"last_hidden_state\":[[")
        .contains("\"embedding\":[")
        .hasLineCount(1);
    assertThat(Ran.heed("Cats!", "--json", "--head", "2").out()).contains("\"head\":2,");
  }

  @Test
  void threadsAndKernelsChangeNoByte() {
    String expected = Ran.heed(CAT, "--json").out();
    assertThat(Ran.heed(CAT, "--json", "--threads", "1", "--kernels", "scalar").out())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"80,true,true", "80,false,true", "80,false,false", "30,true,true", "200,false,true"})
  void noTextBreaksTheLayout(int width, boolean colour, boolean unicode) {
    String text =
        "Emoji 🙂👩‍👩‍👧 東京は日本; שלום עולם\tcafe\u0301 \u001b[31mred\u0007\u0000 ❤️"
            + " uncharacteristically 한국어 \u202egnp "
            + "x".repeat(150);
    Ran ran = Ran.on(new Terminal(width, colour, unicode), text);
    assertThat(ran.code()).as(ran.err()).isZero();
    String plain = ran.out().replaceAll("\u001b\\[[0-9;]*m", "");
    assertThat(plain.lines()).allMatch(line -> columns(line) <= width, width + " columns");
    assertThat(plain.chars().filter(c -> c != '\n')).noneMatch(Character::isISOControl);
    assertThat(plain.lines().filter(line -> line.endsWith(unicode ? "│" : "|")))
        .hasSizeGreaterThan(20)
        .allSatisfy(line -> assertThat(columns(line)).isEqualTo(mapWidth(plain, unicode)));
    if (!unicode) {
      assertThat(plain).matches("[\\n -~]*");
    }
  }

  @Test
  void whatIsTooLongIsCutAndThisIsSaidTwice() {
    String long600 = "cat ".repeat(600);
    Ran ran = Ran.heed(long600);
    String said = "cut: the model reads 512 tokens, and 90 more at the text's end are left out";
    assertThat(ran.code()).isZero();
    assertThat(ran.err()).isEqualTo("heed: " + said + "\n");
    assertThat(ran.out()).contains(said).contains("pooled: 512×512 weights").contains("--layer 5");
    assertThat(ran.out().lines().count()).isLessThan(100);
  }

  @Test
  void tenMegabytesInOneLineAreReadAndCut() {
    byte[] input = "The cat sat. ".repeat(800_000).getBytes(StandardCharsets.UTF_8);
    Ran ran = Ran.reading(input, "-");
    assertThat(ran.code()).isZero();
    assertThat(ran.err()).contains("3199490 more").hasLineCount(1);
  }

  @Test
  void oneCharacterIsEnough() {
    Ran ran = Ran.heed("a");
    assertThat(ran.code()).isZero();
    assertThat(ran.out()).contains("3 tokens: 1 of the text").contains("No links between words");
  }

  @Test
  void unknownWordsAreNamed() {
    assertThat(Ran.heed("a 🙂 b").out())
        .contains("[UNK] stands for what the vocabulary does not have: 🙂");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t\n ", "\u0000", "\ud83d", "\u00a0", "\u200b\u0007", "\ufffd"})
  void aTextWithoutAnyTokenIsWrongUse(String text) {
    Ran ran = Ran.heed("attend", "--", text);
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).startsWith("heed: the text ").hasLineCount(1);
  }

  @Test
  void nulsAndLoneSurrogatesAmongWordsDoNoHarm() {
    Ran ran = Ran.heed("The c\u0000at \udc00sat\ud83d", "--json");
    assertThat(ran.code()).isZero();
    assertThat(ran.out())
        .contains("\"piece\":\"cat\"")
        .contains("\"text\":\"The c\\u0000at \ufffd");
  }

  @Test
  void standardInputThatIsNotUtf8FailsAtItsByte() {
    Ran ran = Ran.reading(new byte[] {'c', 'a', 'f', (byte) 0xe9, ' '}, "-");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).startsWith("heed: standard input, byte 3: is not UTF-8").hasLineCount(1);
    assertThat(Ran.reading(new byte[0], "-").err()).contains("standard input is empty");
  }

  @Test
  void standardInputWithoutEndIsRefused() {
    Ran ran = Ran.reading(new byte[TextSource.LONGEST + 1], "-");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("longer than 16,777,216 bytes").hasLineCount(1);
  }

  private static int mapWidth(String text, boolean unicode) {
    return columns(
        text.lines().filter(line -> line.endsWith(unicode ? "│" : "|")).findFirst().orElseThrow());
  }

  /** As wcwidth counts the characters of the text above. */
  private static int columns(String line) {
    return line.codePoints()
        .map(point -> {
          boolean wide = Character.isIdeographic(point) || Character.isEmojiPresentation(point);
          boolean kana = point >= 0x3040 && point <= 0x30ff;
          boolean korean = point >= 0xac00 && point <= 0xd7a3;
          boolean jamo = point >= 0x1100 && point <= 0x115f;
          boolean none =
              Character.getType(point) == Character.NON_SPACING_MARK
                  || Character.getType(point) == Character.FORMAT
                  || (point >= 0x1160 && point <= 0x11ff);
          return none ? 0 : wide || kana || korean || jamo ? 2 : 1;
        })
        .sum();
  }

  private static void assertSame(
      @org.jspecify.annotations.Nullable Tensor actual, Tensor expected, int... shape) {
    assertThat(actual).isNotNull();
    assertThat(actual.shape()).isEqualTo(Shape.of(shape));
    assertThat(actual.toFloatArray()).isEqualTo(expected.toFloatArray());
  }
}
