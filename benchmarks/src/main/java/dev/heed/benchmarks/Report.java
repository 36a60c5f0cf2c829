package dev.heed.benchmarks;

import static dev.heed.benchmarks.results.Figures.NONE;
import static dev.heed.benchmarks.results.Figures.number;
import static dev.heed.benchmarks.results.Figures.range;

import dev.heed.benchmarks.Case.Attend;
import dev.heed.benchmarks.Case.Cached;
import dev.heed.benchmarks.Case.Group;
import dev.heed.benchmarks.Case.Project;
import dev.heed.benchmarks.encoder.EncoderReport;
import dev.heed.benchmarks.results.MarkdownTable;
import dev.heed.benchmarks.results.Results;
import dev.heed.meter.AttentionShape;
import dev.heed.meter.Timing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** The results as a page of Markdown. */
final class Report {
  private final Suite suite;
  private final Results results;
  private final StringBuilder page = new StringBuilder();

  private Report(Suite suite, Results results) {
    this.suite = suite;
    this.results = results;
  }

  /** The page. */
  static String of(About about, Suite suite, Results results) {
    Report report = new Report(suite, results);
    report.page.append(about.markdown(suite.rounds()));
    report.limits();
    for (int threads = 1; threads <= 2; threads++) {
      report.attention(CallOption.FULL, threads);
      report.attention(CallOption.CAUSAL, threads);
    }
    report.small();
    report.decode();
    report.caches();
    report.inspections();
    report.options();
    report.float64();
    report.linear();
    report.page.append(new EncoderReport(suite.encoder(), results).page());
    report.others();
    report.problems();
    if (suite.asksAttention()) {
      report.page.append('\n').append(Summary.of(suite, results)).append('\n');
    }
    return report.page.toString();
  }

  private void heading(String words) {
    page.append("\n## ").append(words).append("\n\n");
  }

  private void note(String words) {
    page.append('\n').append(words).append('\n');
  }

  private void limits() {
    heading("This machine");
    MarkdownTable table = new MarkdownTable(1, List.of("limit", "1 thread", "2 threads"));
    table.add(
        List.of(
            "multiply-add peak, GF/s",
            number("%.1f", results.limit(Results.peakId(1))),
            number("%.1f", results.limit(Results.peakId(2)))));
    table.add(
        List.of(
            "read from memory, GB/s",
            number("%.1f", results.limit(Results.readId(1))),
            number("%.1f", results.limit(Results.readId(2)))));
    page.append(table);
  }

  private void attention(CallOption option, int threads) {
    List<String> header = new ArrayList<>(List.of("B,H,L,D", "Heed GF/s", "rounds", "% of peak"));
    if (threads > 1) {
      header.add("× 1 thread");
    }
    header.addAll(peerHeader(Group.ATTENTION, "GF/s"));
    MarkdownTable table = new MarkdownTable(1, header);
    for (Attend attend : attends(Group.ATTENTION)) {
      if (attend.option() != option
          || attend.threads() != threads
          || attend.shape().equals(Suite.SMALL)) {
        continue;
      }
      List<String> row = new ArrayList<>();
      row.add(attend.shape().toString());
      row.addAll(speeds(attend, 1e-9 * attend.flops()));
      row.add(number("%.1f", Summary.percentOfPeak(attend, results)));
      if (threads > 1) {
        row.add(number("%.2f", overOneThread(attend)));
      }
      row.addAll(peerCells(attend, 1e-9 * attend.flops()));
      table.add(row);
    }
    show("%s, %s".formatted(capital(option.words()), threads(threads)), table);
  }

  private OptionalDouble overOneThread(Case one) {
    Optional<Timing> many = results.heed(one.id());
    Optional<Timing> alone = results.heed(one.on(1).id());
    return many.isEmpty() || alone.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(alone.get().median() / many.get().median());
  }

  private void small() {
    List<String> header = new ArrayList<>(List.of("call", "threads", "Heed µs", "rounds"));
    header.addAll(peerHeader(Group.ATTENTION, "µs"));
    MarkdownTable table = new MarkdownTable(1, header);
    for (Attend attend : attends(Group.ATTENTION)) {
      if (attend.shape().equals(Suite.SMALL)) {
        List<String> row = new ArrayList<>();
        row.add(attend.shape() + " " + attend.option().words());
        row.add(Integer.toString(attend.threads()));
        Optional<Timing> own = results.heed(attend.id());
        row.add(number("%.1f", median(own, 1e6)));
        row.add(
            own.map(time -> range("%.1f", 1e6 * time.least(), 1e6 * time.greatest())).orElse(NONE));
        for (String peer : peersOf(Group.ATTENTION)) {
          row.add(number("%.1f", median(results.of(peer, attend.id()), 1e6)));
          row.add(number("%.2f", results.speedUp(peer, attend.id())));
        }
        table.add(row);
      }
    }
    show("A small call", table);
  }

  private void decode() {
    List<String> header =
        new ArrayList<>(
            List.of("keys", "D", "H", "Hk", "threads", "Heed GB/s", "rounds", "% of read"));
    header.addAll(peerHeader(Group.DECODE, "GB/s"));
    MarkdownTable table = new MarkdownTable(0, header);
    for (Attend attend : attends(Group.DECODE)) {
      AttentionShape shape = attend.shape();
      double gigabytes = 1e-9 * shape.keyValueBytes(Float.BYTES);
      List<String> row = new ArrayList<>();
      row.add("%,d".formatted(shape.keys()));
      for (int size :
          new int[] {shape.depth(), shape.heads(), shape.keyHeads(), attend.threads()}) {
        row.add(Integer.toString(size));
      }
      row.addAll(speeds(attend, gigabytes));
      OptionalDouble read = results.limit(Results.readId(attend.threads()));
      Optional<Timing> own = results.heed(attend.id());
      row.add(
          own.isEmpty() || read.isEmpty()
              ? NONE
              : number("%.1f", 100 * gigabytes / own.get().median() / read.getAsDouble()));
      row.addAll(peerCells(attend, gigabytes));
      table.add(row);
    }
    show("One query on many keys", table);
    if (!table.isEmpty()) {
      note("GB/s of keys and values, each read once; % of the best read loop of this run.");
    }
  }

  private void caches() {
    MarkdownTable table =
        new MarkdownTable(
            1, List.of("kept as", "threads", "ms", "rounds", "GB/s", "% of read", "× base"));
    for (Case one : suite.of(Group.CACHE)) {
      Cached cached = (Cached) one;
      Optional<Timing> own = results.heed(one.id());
      Optional<Timing> base = results.heed(new Cached(cached.kind().base(), cached.threads()).id());
      OptionalDouble read = results.limit(Results.readId(cached.threads()));
      if (own.isPresent() && base.isPresent() && read.isPresent()) {
        double gigabytes = 1e-9 * cached.kind().bytes() / own.get().median();
        table.add(
            List.of(
                cached.kind().words(),
                Integer.toString(cached.threads()),
                number("%.2f", 1e3 * own.get().median()),
                range("%.2f", 1e3 * own.get().least(), 1e3 * own.get().greatest()),
                number("%.1f", gigabytes),
                number("%.1f", 100 * gigabytes / read.getAsDouble()),
                number("%.2f", base.get().median() / own.get().median())));
      }
    }
    show("Keys and values that are kept", table);
    if (!table.isEmpty()) {
      note(
          "One query of a sequence, head dimension 64; pages of 256 keys. The first five have 16 heads"
              + " and 32,768 keys, and × is the speed-up over one tensor; the last two 2 heads and"
              + " 262,144 keys, and × that over one long sequence.");
    }
  }

  private void inspections() {
    InspectionReport report = new InspectionReport(suite, results);
    MarkdownTable calls = report.calls();
    show("Inspection beside the same call without", calls);
    if (!calls.isEmpty()) {
      note(
          "Calls with and without inspection take turns in one process; the ratio is the median of"
              + " neighbours, then of the rounds. Goals are for %s.".formatted(Suite.INSPECTED));
    }
    MarkdownTable whole = report.whole();
    show("Inspection of a long sequence", whole);
    if (!whole.isEmpty()) {
      note(
          "Entropy, top 8, received and a map of 512 × 512 in one call, in a JVM of its own. Memory is"
              + " what is beyond queries, keys and values: the largest heap that the JVM was given,"
              + " and so was enough; the peak of the heap and what all threads allocate, both with"
              + " garbage; the output and all answers.");
    }
  }

  private void options() {
    MarkdownTable table =
        new MarkdownTable(
            2,
            List.of("B,H,L,D", "option", "ms", "rounds", "time to without", "a score to without"));
    for (Attend attend : attends(Group.OPTION)) {
      Attend base =
          new Attend(attend.group(), attend.shape(), attend.option().base(), attend.threads());
      Optional<Timing> own = results.heed(attend.id());
      Optional<Timing> without = results.heed(base.id());
      OptionalDouble ratio =
          own.isEmpty() || without.isEmpty() || base.equals(attend)
              ? OptionalDouble.empty()
              : OptionalDouble.of(own.get().median() / without.get().median());
      double scores = results.scores(base.id()) / results.scores(attend.id());
      table.add(
          List.of(
              attend.shape().toString(),
              attend.option().words(),
              number("%.2f", median(own, 1e3)),
              own.map(time -> range("%.2f", 1e3 * time.least(), 1e3 * time.greatest()))
                  .orElse(NONE),
              ratio.isEmpty() ? NONE : number("%.3f", ratio.getAsDouble()),
              ratio.isEmpty() || !Double.isFinite(scores)
                  ? NONE
                  : number("%.2f", ratio.getAsDouble() * scores)));
    }
    show("Masks and options, one thread", table);
    if (!table.isEmpty()) {
      note(
          "A window is compared with causal, all else with full attention of the same shape; a score"
              + " counts where its tile is computed.");
    }
  }

  private void float64() {
    MarkdownTable table =
        new MarkdownTable(1, List.of("B,H,L,D", "GF/s", "rounds", "% of half the peak"));
    for (Attend attend : attends(Group.FLOAT64)) {
      List<String> row = new ArrayList<>(List.of(attend.shape().toString()));
      row.addAll(speeds(attend, 1e-9 * attend.flops()));
      OptionalDouble percent = Summary.percentOfPeak(attend, results);
      row.add(percent.isEmpty() ? NONE : number("%.1f", 2 * percent.getAsDouble()));
      table.add(row);
    }
    show("float64, full, one thread", table);
  }

  private void linear() {
    List<String> header =
        new ArrayList<>(List.of("rows", "in", "out", "Heed GF/s", "rounds", "% of peak"));
    header.addAll(peerHeader(Group.LINEAR, "GF/s"));
    MarkdownTable table = new MarkdownTable(0, header);
    for (Case one : suite.of(Group.LINEAR)) {
      Project project = (Project) one;
      List<String> row = new ArrayList<>();
      for (int size : new int[] {project.rows(), project.in(), project.out()}) {
        row.add(Integer.toString(size));
      }
      row.addAll(speeds(project, 1e-9 * project.flops()));
      row.add(number("%.1f", Summary.percentOfPeak(project, results)));
      row.addAll(peerCells(project, 1e-9 * project.flops()));
      table.add(row);
    }
    show("Linear maps, one thread", table);
  }

  private void others() {
    MarkdownTable table = new MarkdownTable(1, List.of("what else", "figure"));
    results
        .heed(LongCall.ID)
        .ifPresent(bytes ->
            table.add(
                List.of(
                    "memory beside inputs and output, L = S = 131,072, one head of 64, two threads",
                    number("%.2f MB", bytes.median() / 1e6))));
    results
        .heed(Rounds.START_ID)
        .ifPresent(start ->
            table.add(
                List.of(
                    "start of heed \"The cat sat on the mat.\", %d starts"
                        .formatted(start.repeats()),
                    number("%.2f s", start.median())
                        + range(" (%.2f", start.least(), start.greatest())
                        + ")")));
    show("Memory and start", table);
  }

  private void problems() {
    List<String> problems = results.problems();
    if (!problems.isEmpty()) {
      heading("What went wrong");
      problems.forEach(problem -> page.append("- ").append(problem).append('\n'));
    }
  }

  private void show(String heading, MarkdownTable table) {
    if (!table.isEmpty()) {
      heading(heading);
      page.append(table);
    }
  }

  private List<Attend> attends(Group group) {
    return suite.of(group).stream().map(Attend.class::cast).toList();
  }

  /** Two columns for each peer that has a time of one of these cases. */
  private List<String> peerHeader(Group group, String unit) {
    return peersOf(group).stream()
        .flatMap(peer -> List.of(peer + " " + unit, "×").stream())
        .toList();
  }

  private List<String> peersOf(Group group) {
    return results.peers().stream()
        .filter(peer ->
            suite.of(group).stream().anyMatch(one -> results.of(peer, one.id()).isPresent()))
        .toList();
  }

  private List<String> peerCells(Case one, double work) {
    List<String> cells = new ArrayList<>();
    for (String peer : peersOf(one.group())) {
      Optional<Timing> time = results.of(peer, one.id());
      cells.add(time.isEmpty() ? NONE : number("%.1f", work / time.get().median()));
      cells.add(number("%.2f", results.speedUp(peer, one.id())));
    }
    return cells;
  }

  /** Heed's speed and its range over the rounds. */
  private List<String> speeds(Case one, double work) {
    Optional<Timing> own = results.heed(one.id());
    return own.isEmpty()
        ? List.of(NONE, NONE)
        : List.of(
            number("%.1f", work / own.get().median()),
            range("%.1f", work / own.get().greatest(), work / own.get().least()));
  }

  private static OptionalDouble median(Optional<Timing> timing, double factor) {
    return timing.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(factor * timing.get().median());
  }

  private static String threads(int count) {
    return count == 1 ? "one thread" : "two threads";
  }

  private static String capital(String words) {
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }
}
