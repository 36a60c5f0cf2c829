package dev.heed.benchmarks.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.benchmarks.results.Measured;
import dev.heed.benchmarks.results.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EncoderReportTest {
  private static final EncoderWork BATCH = new EncoderWork(EncoderTask.BATCH, 100, 2);
  private static final EncoderWork SENTENCES = new EncoderWork(EncoderTask.SENTENCES, 100, 1);
  private static final EncoderWork SINGLE = new EncoderWork(EncoderTask.ONE_BY_ONE, 100, 1);
  private static final EncoderWork START = new EncoderWork(EncoderTask.START, 100, 2);

  private final List<Measured> measured = new ArrayList<>();

  private void rounds(String engine, String id, double... figures) {
    for (int n = 0; n < figures.length; n++) {
      measured.add(Measured.figure(n + 1, engine, id, figures[n]));
    }
  }

  private String page(EncoderWork... works) {
    return new EncoderReport(List.of(works), new Results(measured)).page();
  }

  private static String line(String page, String... parts) {
    List<String> found =
        page.lines()
            .filter(line -> line.startsWith("|") && Stream.of(parts).allMatch(line::contains))
            .toList();
    assertThat(found).as(List.of(parts) + " in\n" + page).isNotEmpty();
    return found.getFirst();
  }

  @Test
  void aRatioIsThatOfTheSameRoundAndThenTheMiddle() {
    rounds("Heed", BATCH.id(), 1, 2, 4);
    rounds("ONNX Runtime", BATCH.id(), 1.5, 2, 8);
    String page = page(BATCH);
    assertThat(line(page, "ONNX Runtime", "≥ 1.40"))
        .contains("2000.0 | 1500.0–8000.0", "16.0", "1.50 | 1.00–2.00")
        .endsWith("yes |");
    assertThat(line(page, "| Heed ")).contains("2000.0 | 1000.0–4000.0").endsWith("– |");
    assertThat(page).contains("1 of 1 goals are reached.\n");
  }

  @Test
  void everyProcessOnTwoThreadsIsListed() {
    rounds("Heed", BATCH.id(), 1, 2);
    rounds("ONNX Runtime", BATCH.id(), 1.5, 2.25);
    String part = page(BATCH).split("process by process", -1)[1];
    assertThat(line(part, "engine")).contains("round 1", "round 2");
    assertThat(line(part, "ONNX Runtime")).contains("1500.00 | 2250.00");
  }

  @Test
  void theBetterWayIsTheBetterOneOfEachRound() {
    rounds("Heed", SENTENCES.id(), 1, 1, 1);
    rounds("langchain4j", SENTENCES.id(), 4, 2, 3);
    rounds("langchain4j", SINGLE.id(), 3, 3, 1.9);
    String page = page(SENTENCES);
    assertThat(line(page, "embedAll", "≥ 3.00")).contains("3.00 | 2.00–4.00").endsWith("yes |");
    assertThat(line(page, "one by one", "100 short")).contains("3.00 | 1.90–3.00").endsWith("– |");
    assertThat(line(page, "better of both")).contains("2.00 | 1.90–3.00").endsWith("yes |");
  }

  @Test
  void latencyIsJudgedInTheMiddleAndAtTheEnd() {
    for (String engine : List.of("Heed", "ONNX Runtime", "langchain4j")) {
      rounds(engine, SINGLE.id(EncoderFigure.MIDDLE), 2e-3);
      rounds(engine, SINGLE.id(EncoderFigure.SLOW), engine.equals("Heed") ? 5e-3 : 4e-3);
    }
    String page = page(SINGLE);
    assertThat(line(page, "p50", "ONNX Runtime")).contains("2000", "1.00").endsWith("yes |");
    assertThat(line(page, "p99", "langchain4j")).contains("4000", "0.80").endsWith("no |");
    assertThat(page)
        .contains("2 of 4 goals are reached. Missed: ")
        .contains("threads 1, langchain4j, p99 (0.800, ≥ 1.00).");
  }

  @Test
  void processorsThatWereAtWorkAreShown() {
    rounds("Heed", SENTENCES.id(EncoderFigure.PROCESSORS), 1, 1.02, 1.01);
    rounds("langchain4j", SENTENCES.id(EncoderFigure.PROCESSORS), 1.99);
    String page = page(SENTENCES);
    assertThat(line(page, "| Heed ", "1.01")).endsWith("1.00–1.02 |");
    assertThat(line(page, "| langchain4j ", "1.99")).contains("100 short sentences");
  }

  @Test
  void memoryIsJudgedAgainstHalfOfTheOther() {
    rounds("Heed", SENTENCES.id(EncoderFigure.RESIDENT), 300e6);
    rounds("langchain4j", SENTENCES.id(EncoderFigure.RESIDENT), 600e6);
    rounds("Heed", SENTENCES.id(EncoderFigure.PEAK), 301e6);
    rounds("langchain4j", SENTENCES.id(EncoderFigure.PEAK), 600e6);
    String page = page(SENTENCES);
    assertThat(line(page, "| resident ", "| Heed "))
        .contains("300.0", "0.50", "≤ 0.50")
        .endsWith("yes |");
    assertThat(line(page, "| resident peak ", "| Heed ")).contains("301.0").endsWith("no |");
    assertThat(line(page, "| resident ", "| langchain4j ")).contains("600.0").endsWith("– |");
  }

  @Test
  void aStartTakesASecondAtMost() {
    rounds("Heed", START.id(), 0.9, 1.1, 0.95);
    rounds("Heed without the Vector API", START.id(), 1.2, 1.1, 0.95);
    rounds("langchain4j", START.id(), 2);
    String page = page(START);
    assertThat(line(page, "| Heed  ")).contains("0.950 | 0.900–1.100").endsWith("yes |");
    assertThat(line(page, "without")).contains("1.100").endsWith("no |");
    assertThat(line(page, "langchain4j  ")).endsWith("– |");
  }

  @Test
  void whatWasNotMeasuredReachesNoGoal() {
    rounds("Heed", BATCH.id(), 1);
    measured.add(Measured.refused(1, "ONNX Runtime", BATCH.id(), "wrong: text 3"));
    String page = page(BATCH);
    assertThat(page)
        .contains(
            "0 of 1 goals are reached. Not measured: 32 texts of 128 tokens, threads 2, ONNX");
    assertThat(page()).isEmpty();
  }
}
