package dev.heed.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.benchmarks.Case.Attend;
import dev.heed.benchmarks.Case.Group;
import dev.heed.benchmarks.Case.Inspected;
import dev.heed.benchmarks.Case.LongInspected;
import dev.heed.benchmarks.results.MarkdownTable;
import dev.heed.benchmarks.results.Measured;
import dev.heed.benchmarks.results.Results;
import dev.heed.formats.JsonDocument;
import dev.heed.formats.JsonTree;
import dev.heed.meter.AttentionShape;
import dev.heed.meter.Machine;
import dev.heed.meter.Stopwatch;
import dev.heed.meter.Timing;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ResultsTest {
  private static final Attend FULL = attend(Group.ATTENTION, CallOption.FULL, 1);
  private static final Attend CAUSAL = attend(Group.ATTENTION, CallOption.CAUSAL, 1);
  private static final Attend DECODE =
      new Attend(Group.DECODE, AttentionShape.decode(16, 2, 4096, 64), CallOption.FULL, 1);

  private final List<Measured> measured = new ArrayList<>();

  private static Attend attend(Group group, CallOption option, int threads) {
    return new Attend(group, AttentionShape.square(1, 8, 512, 64), option, threads);
  }

  private void time(int round, String engine, Case one, double seconds) {
    measured.add(new Measured(round, engine, one.id(), Timing.of(seconds), 0, ""));
  }

  private Results results() {
    return new Results(measured);
  }

  @Test
  void theMiddleAndTheEndsAreThoseOfTheRounds() {
    time(1, "Heed", FULL, 3);
    time(2, "Heed", FULL, 1);
    time(3, "Heed", FULL, 2);
    assertThat(results().heed(FULL.id())).contains(new Timing(2, 1, 3, 3));
    assertThat(results().heed(CAUSAL.id())).isEmpty();
  }

  @Test
  void theBestPeerIsTheFastestOfEachCase() {
    time(1, "Heed", FULL, 2);
    time(1, "slow", FULL, 6);
    time(1, "fast", FULL, 3);
    assertThat(results().peers()).containsExactly("slow", "fast");
    assertThat(results().speedUp("slow", FULL.id())).hasValue(3);
    assertThat(results().speedUpOverBest(FULL.id())).hasValue(1.5);
    assertThat(results().speedUpOverBest(CAUSAL.id())).isEmpty();
  }

  @Test
  void aWrongResultHasNoTime() {
    time(1, "Heed", FULL, 2);
    measured.add(new Measured(1, "wrong", FULL.id(), Timing.of(0), 0, "wrong: 1 and not 2"));
    time(1, "right", FULL, 4);
    assertThat(results().of("wrong", FULL.id())).isEmpty();
    assertThat(results().speedUpOverBest(FULL.id())).hasValue(2);
    assertThat(results().problems())
        .containsExactly("wrong, " + FULL.id() + ": wrong: 1 and not 2");
  }

  @Test
  void aLimitIsTheHigherOfTheLoopsInEachRoundAndTheMiddleOfTheRounds() {
    for (int round = 1; round <= 3; round++) {
      measured.add(Measured.figure(round, "Java", Results.peakId(1), 100 + round));
      measured.add(Measured.figure(round, "C", Results.peakId(1), 104 - round));
    }
    assertThat(results().limit(Results.peakId(1))).hasValue(103);
    assertThat(results().limit(Results.peakId(2))).isEmpty();
    assertThat(results().peers()).isEmpty();
  }

  @Test
  void geometricMeansLeaveOutWhatIsNotThere() {
    assertThat(
            Results.geometricMean(
                    List.of(OptionalDouble.of(2), OptionalDouble.empty(), OptionalDouble.of(8)))
                .getAsDouble())
        .isCloseTo(4, within(1e-12));
    assertThat(Results.geometricMean(List.of(OptionalDouble.empty()))).isEmpty();
  }

  private Suite suite() {
    return new Suite(List.of(FULL, CAUSAL, FULL.on(2), DECODE), 1, new Stopwatch(0, 0, 1), false);
  }

  private void measureAll() {
    measured.add(Measured.figure(1, "C", Results.peakId(1), 100));
    time(1, "Heed", FULL, FULL.flops() / 80e9);
    time(1, "libtorch", FULL, FULL.flops() / 40e9);
    time(1, "Heed", FULL.on(2), 1);
    time(1, "libtorch", FULL.on(2), 8);
    time(1, "Heed", CAUSAL, 1);
    time(1, "libtorch", CAUSAL, 1.125);
    time(1, "Heed", DECODE, 1);
    time(1, "libtorch", DECODE, 1.5);
  }

  @Test
  void theLastLineHasFourNumbersAndNoOther() {
    measureAll();
    assertThat(Summary.of(suite(), results()))
        .hasToString(
            "geomean speed-up over the best peer: 4.00 (full), 1.13 (causal), 1.50 (decode);"
                + " percent of peak: 80.0");
  }

  @Test
  void whatWasNotMeasuredIsADash() {
    assertThat(Summary.of(suite(), results()))
        .hasToString(
            "geomean speed-up over the best peer: – (full), – (causal), – (decode);"
                + " percent of peak: –");
  }

  @Test
  void thePageHasATableForEachPartThatWasMeasured() {
    measureAll();
    Machine machine = new Machine("Some(R) CPU @ 3 GHz", 2, "Linux", "25.0.3+9 (Vendor)");
    About about = new About(LocalDate.of(2026, 1, 2), "benchmarks/run", machine, Map.of());
    String page = Report.of(about, suite(), results());
    assertThat(page.lines())
        .contains("## Full, one thread", "## Full, two threads", "## One query on many keys")
        .doesNotContain("## Linear maps, one thread", "## What went wrong")
        .anySatisfy(line ->
            assertThat(line)
                .matches("\\| 1,8,512,64 +\\| +80\\.0 \\| 80\\.0–80\\.0 .*\\| 2\\.00 \\|"));
    assertThat(page.lines().reduce("", (before, line) -> line))
        .isEqualTo(Summary.of(suite(), results()).toString());
    assertThat(about.fileName()).isEqualTo("2026-01-02-some-25.0.3");
  }

  @Test
  void aGoalIsReachedOrNot() {
    Inspected inspected = new Inspected(Suite.INSPECTED, CallOption.CAUSAL, 2);
    LongInspected whole = new LongInspected(AttentionShape.square(1, 1, 131_072, 64), 2);
    ratio(inspected, InspectionKind.ENTROPY, 1.0996);
    ratio(inspected, InspectionKind.TOP, 1.2504);
    ratio(inspected, InspectionKind.ALL, 3);
    measured.add(Measured.figure(1, "Heed", whole.id(LongFigure.LIMIT), 201e6));
    measured.add(Measured.figure(1, "Heed", whole.id(LongFigure.PEAK), 150e6));
    Suite suite = new Suite(List.of(inspected, whole), 1, new Stopwatch(0, 0, 1), false);
    InspectionReport report = new InspectionReport(suite, results());
    assertThat(report.calls().toString().lines().skip(2))
        .satisfiesExactly(
            line -> assertThat(line).contains("entropy ", "1.100").endsWith("≤ 1.10 |     yes |"),
            line -> assertThat(line).contains("top 8 ", "1.250").endsWith("≤ 1.25 |      no |"),
            line -> assertThat(line).contains("3.000").endsWith("– |       – |"));
    assertThat(report.whole().toString().lines().skip(2))
        .satisfiesExactly(
            line -> assertThat(line).contains("may have", "201.00").endsWith("no |"),
            line -> assertThat(line).contains("peak", "150.00").endsWith("– |"));
  }

  private void ratio(Inspected inspected, InspectionKind kind, double ratio) {
    measured.add(Measured.figure(1, "Heed", inspected.id(kind), ratio));
    measured.add(Measured.figure(1, "Heed", inspected.baseId(kind), 1));
    measured.add(Measured.figure(1, "Heed", inspected.ratioId(kind), ratio));
  }

  @Test
  void columnsOfATableAreAligned() {
    MarkdownTable table = new MarkdownTable(1, List.of("shape", "×"));
    table.add(List.of("a", "10.00"));
    table.add(List.of("longer", "1"));
    assertThat(table)
        .hasToString(
            """
            | shape  |     × |
            | ------ | -----:|
            | a      | 10.00 |
            | longer |     1 |
            """);
    assertThatThrownBy(() -> table.add(List.of("alone")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aMeasurementSurvivesItsFile() throws IOException {
    Measured one =
        new Measured(3, "libtorch", FULL.id(), new Timing(1.5, 1, 2.25, 7), 12, "failed: ü");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonDocument.write(out, one.fields());
    ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray());
    assertThat(Measured.of(JsonTree.read("file", in))).isEqualTo(one);
  }
}
