package dev.heed.cli.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.cli.Heed;
import dev.heed.cli.Ran;
import dev.heed.cli.SharedModel;
import dev.heed.cli.console.Console;
import dev.heed.formats.ArrayFile;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.views.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code heed embed}. */
class EmbedCommandTest {
  private static final List<String> TEXTS =
      List.of("The cat sat on the mat.", "", "東京 🙂", "  ", "A dog lay on the rug.", "last");

  @TempDir private Path folder;

  @Test
  void npyHoldsARowALineInTheirOrder() throws IOException {
    Path out = folder.resolve("out.npy");
    Ran ran = Ran.heed("embed", texts(String.join("\n", TEXTS)), "--out", out.toString());
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err())
        .matches(
            "heed: 6 lines, [0-9.]+ s, [0-9,]+ lines/s, [0-9,]+ tokens/s;"
                + " 2 without a word, embedded as such; .*"
                + "out\\.npy written\n");
    Tensor rows = ArrayFile.read(out).firstEntry().getValue();
    assertThat(rows.shape()).isEqualTo(Shape.of(6, 384));
    for (int n = 0; n < TEXTS.size(); n++) {
      assertThat(rows.select(0, n).toFloatArray())
          .isEqualTo(SharedModel.encoder().encode(TEXTS.get(n)).embedding().toFloatArray());
    }
  }

  @Test
  void csvAndJsonLinesHoldTheSameNumbers() throws IOException {
    String in = texts(String.join("\n", TEXTS) + "\n");
    Path csv = folder.resolve("out.csv");
    Path json = folder.resolve("out.jsonl");
    Ran.heed("embed", in, "--out", csv.toString());
    Ran.heed("embed", in, "--out", json.toString());
    Tensor rows = SharedModel.encoder().embed(TEXTS).vectors();
    List<String> lines = Files.readAllLines(json);
    assertThat(lines).hasSize(6);
    assertThat(Files.readAllLines(csv)).hasSize(6);
    List<String> expected = new ArrayList<>();
    for (int n = 0; n < 6; n++) {
      float[] row = rows.select(0, n).toFloatArray();
      int tokens = SharedModel.encoder().encode(TEXTS.get(n)).encoding().tokens().size();
      expected.add(
          "{\"line\":%d,\"tokens\":%d,\"cut\":0,\"embedding\":%s}"
              .formatted(n + 1, tokens, Arrays.toString(row).replace(" ", "")));
      assertThat(Files.readAllLines(csv).get(n))
          .isEqualTo(Arrays.toString(row).replaceAll("[ \\[\\]]", ""));
    }
    assertThat(lines).isEqualTo(expected);
    Ran printed = Ran.heed("embed", in);
    assertThat(printed.out()).isEqualTo(Files.readString(json));
    assertThat(printed.err()).startsWith("heed: 6 lines").hasLineCount(1);
  }

  @Test
  void standardInputAndEveryKindOfLineEndGiveTheSame() throws IOException {
    Path plain = folder.resolve("plain.npy");
    Ran.heed("embed", texts("one\ntwo\n\nthree"), "--out", plain.toString());
    for (String text : new String[] {"one\r\ntwo\r\n\r\nthree\r\n", "\ufeffone\ntwo\n\nthree\n"}) {
      Path out = folder.resolve("out.npy");
      byte[] input = text.getBytes(StandardCharsets.UTF_8);
      Ran ran = Ran.reading(input, "embed", "-", "--out", out.toString());
      assertThat(ran.code()).as(ran.err()).isZero();
      assertThat(Files.readAllBytes(out)).isEqualTo(Files.readAllBytes(plain));
    }
  }

  @Test
  void moreLinesThanAreReadAtOnceKeepTheirOrder() throws IOException {
    List<String> texts = new ArrayList<>();
    for (int n = 0; n < 150; n++) {
      texts.add("n" + n);
    }
    Path out = folder.resolve("out.npy");
    Ran.heed("embed", texts(String.join("\n", texts)), "--out", out.toString());
    Tensor rows = ArrayFile.read(out).firstEntry().getValue();
    assertThat(rows.toFloatArray())
        .isEqualTo(SharedModel.encoder().embed(texts).vectors().toFloatArray());
  }

  @Test
  void aFileWithoutLinesGivesNoRows() throws IOException {
    Path out = folder.resolve("out.npy");
    Ran ran = Ran.heed("embed", texts(""), "--out", out.toString());
    assertThat(ran.code()).isZero();
    assertThat(ran.err()).startsWith("heed: 0 lines");
    assertThat(ArrayFile.read(out).firstEntry().getValue().shape()).isEqualTo(Shape.of(0, 384));
  }

  @Test
  void longTextsAreCutAndCounted() throws IOException {
    String ten = "cat ".repeat(2_500_000);
    Ran ran = Ran.heed("embed", texts("cat\n" + ten + "\ndog"));
    assertThat(ran.code()).isZero();
    assertThat(ran.err()).contains("3 lines").endsWith("; 1 cut at 512 tokens: line 2\n");
    assertThat(ran.out()).contains("{\"line\":2,\"tokens\":512,\"cut\":2499490,");
  }

  @Test
  void aLineWithoutEndFailsWhileMemoryLasts() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }

          @Override
          public int read(byte[] into, int from, int length) {
            Arrays.fill(into, from, from + length, (byte) 'x');
            return length;
          }
        };
    Ran ran = Ran.on(Terminal.plain(), endless, "embed", "-");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err())
        .startsWith("heed: standard input, line 1: is longer than 16,777,216 bytes")
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"out.npy", "out.csv", "out.jsonl"})
  void aFailureInTheMiddleLeavesNoFile(String name) throws IOException {
    Path in = folder.resolve("in.txt");
    byte[] good = "good\n".repeat(40).getBytes(StandardCharsets.UTF_8);
    byte[] bytes = Arrays.copyOf(good, good.length + 3);
    bytes[good.length] = 'a';
    bytes[good.length + 1] = (byte) 0xff;
    Files.write(in, bytes);
    Ran ran = Ran.heed("embed", in.toString(), "--out", folder.resolve(name).toString());
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("in.txt, line 41, byte 1: is not UTF-8").hasLineCount(1);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(in);
    }
  }

  @Test
  void whenNobodyReadsTheOutputTheWorkStops() throws IOException {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    int[] read = new int[1];
    InputStream input =
        new InputStream() {
          @Override
          public int read() {
            return read[0]++ % 5 == 4 ? '\n' : 'a';
          }

          @Override
          public int read(byte[] into, int from, int length) {
            into[from] = (byte) read();
            return 1;
          }
        };
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console = new Console(input, closed, err, Terminal.plain(), false);
    int code = console.close(Heed.run(console, new SharedModel(), "embed", "-"));
    assertThat(code).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(read[0]).isLessThan(1000);
  }

  @Test
  void onATerminalProgressIsOneLineThatIsRewritten() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new ByteArrayInputStream("a\nb\n".getBytes(StandardCharsets.UTF_8)),
            new ByteArrayOutputStream(),
            err,
            Terminal.plain(),
            true);
    Heed.run(console, new SharedModel(), "embed", "-");
    String said = err.toString(StandardCharsets.UTF_8);
    assertThat(said).contains("\r\u001b[K2 lines, ").contains("\r\u001b[Kheed: 2 lines, ");
    assertThat(said.chars().filter(letter -> letter == '\n')).hasSize(1);
  }

  private String texts(String content) throws IOException {
    return Files.writeString(folder.resolve("texts.txt"), content).toString();
  }
}
