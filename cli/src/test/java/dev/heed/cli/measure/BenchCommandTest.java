package dev.heed.cli.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.cli.Ran;
import dev.heed.cli.console.Console;
import dev.heed.meter.AttentionShape;
import dev.heed.meter.Stopwatch;
import dev.heed.meter.Survey;
import dev.heed.views.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class BenchCommandTest {
  private static final Survey.Plan TINY =
      new Survey.Plan(
          List.of(AttentionShape.square(1, 2, 8, 4), AttentionShape.square(32, 12, 8, 32)),
          List.of(AttentionShape.decode(16, 2, 64, 4)),
          new Stopwatch(0, 0, 1));

  /** The command on small shapes, which say nothing of speed. */
  private static Ran bench(boolean terminal) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            InputStream.nullInputStream(), out, err, new Terminal(80, terminal, true), terminal);
    CommandLine line = new CommandLine(new BenchCommand(console, TINY));
    int code = console.close(line.execute("--threads", "1"));
    return new Ran(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theTableHasARowForEachShapeWithin80Columns(boolean terminal) {
    Ran ran = bench(terminal);
    assertThat(ran.code()).as(ran.err()).isZero();
    List<String> lines =
        ran.out().lines().map(line -> line.replaceAll("\u001b\\[\\d*m", "")).toList();
    assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    assertThat(lines)
        .anySatisfy(line -> assertThat(line).matches("Threads +1 of \\d+"))
        .anySatisfy(line -> assertThat(line).matches("Peak +\\d+\\.\\d GF/s"))
        .anySatisfy(line -> assertThat(line).matches("Memory +\\d+\\.\\d GB/s"))
        .anySatisfy(line -> assertThat(line).matches("1,2,8,4( +\\d+\\.\\d){4}"))
        .anySatisfy(line -> assertThat(line).matches("32,12,8,32( +\\d+\\.\\d){4}"))
        .anySatisfy(line -> assertThat(line).matches("16,64,4( +\\d+\\.\\d){2} +\\d+ µs"));
  }

  @Test
  void progressIsForATerminalOnly() {
    assertThat(bench(false).err()).isEmpty();
    assertThat(bench(true).err()).contains("measuring the machine…", "measuring 1,2,8,4 causal…");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2 | --threads 0      | at least 1
          2 | --threads many   | --threads
          2 | --kernels fast   | --kernels
          1 | --kernels vector | --add-modules
          2 | shape            | shape
          2 | --nonsense       | --nonsense
          """)
  void whatIsWrongIsSaidBeforeAnythingIsMeasured(int code, String options, String word) {
    String[] arguments = ("bench " + options).split(" ", -1);
    Ran ran = Ran.heed(arguments);
    assertThat(ran.code()).as(ran.err()).isEqualTo(code);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).startsWith("heed: ").contains(word);
    assertThat(ran.err().lines()).hasSize(1);
  }
}
