package dev.heed.benchmarks.encoder;

import static dev.heed.benchmarks.results.Figures.NONE;
import static dev.heed.benchmarks.results.Figures.number;
import static dev.heed.benchmarks.results.Figures.range;

import dev.heed.benchmarks.results.MarkdownTable;
import dev.heed.benchmarks.results.Results;
import dev.heed.meter.Timing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** The part of the page that is about encoders. */
public final class EncoderReport {
  private static final String HEED = Results.HEED;
  private static final String RUNTIME = Contender.RUNTIME;
  private static final String LANGCHAIN = Contender.LANGCHAIN;

  private final List<EncoderWork> works;
  private final Results results;
  private final Verdicts verdicts = new Verdicts();
  private final StringBuilder page = new StringBuilder();

  /**
   * @param works that were to be done
   * @param results of everything
   */
  public EncoderReport(List<EncoderWork> works, Results results) {
    this.works = List.copyOf(works);
    this.results = results;
  }

  /** Tables and what they mean; nothing where no encoder was measured. */
  public String page() {
    if (works.isEmpty()) {
      return "";
    }
    page.append("\n# Encoders\n\n").append(EncoderNotes.work(works)).append('\n');
    show("All texts in one call", allAtOnce(), EncoderNotes.ALL_AT_ONCE);
    show("One sentence at a time", oneByOne(), EncoderNotes.ONE_BY_ONE);
    show("Processors at work", processors(), EncoderNotes.PROCESSORS);
    show("Memory of a process", memory(), EncoderNotes.MEMORY);
    show("Start to the first embedding", start(), EncoderNotes.START);
    show("Two threads, process by process", processes(), EncoderNotes.PROCESSES);
    if (!verdicts.isEmpty()) {
      page.append("\n## Goals\n\n").append(verdicts).append('\n');
    }
    return page.toString();
  }

  private void show(String heading, MarkdownTable table, String note) {
    if (!table.isEmpty()) {
      page.append("\n## ").append(heading).append("\n\n").append(table);
      page.append('\n').append(note).append('\n');
    }
  }

  private SortedMap<Integer, Double> rounds(String engine, String id) {
    return results.rounds(engine, id);
  }

  private MarkdownTable allAtOnce() {
    MarkdownTable table =
        new MarkdownTable(
            2,
            List.of(
                "texts", "engine", "threads", "ms", "rounds", "texts/s", "× Heed", "rounds", "goal",
                "reached"));
    for (EncoderWork work : EncoderWork.of(EncoderTask.BATCH, works)) {
      add(table, work, HEED, rounds(HEED, work.id()), Goal.NONE);
      add(table, work, RUNTIME, rounds(RUNTIME, work.id()), Goal.least(1.4));
      add(table, work, LANGCHAIN, rounds(LANGCHAIN, work.id()), Goal.NONE);
    }
    for (EncoderWork work : EncoderWork.of(EncoderTask.SENTENCES, works)) {
      String single =
          new EncoderWork(EncoderTask.ONE_BY_ONE, work.sentences(), work.threads()).id();
      SortedMap<Integer, Double> all = rounds(LANGCHAIN, work.id());
      SortedMap<Integer, Double> oneByOne = rounds(LANGCHAIN, single);
      String small = Contender.SMALL_HEED.name();
      add(table, work, HEED, rounds(HEED, work.id()), Goal.NONE);
      add(table, work, small, rounds(small, work.id()), Goal.NONE);
      add(table, work, RUNTIME, rounds(RUNTIME, work.id()), Goal.NONE);
      add(table, work, LANGCHAIN + ", embedAll", all, Goal.least(3));
      add(table, work, LANGCHAIN + ", one by one", oneByOne, Goal.NONE);
      add(
          table,
          work,
          LANGCHAIN + ", the better of both",
          RoundRatios.least(all, oneByOne),
          Goal.least(2));
    }
    return table;
  }

  /** A row; none where neither was anything measured nor a goal set. */
  private void add(
      MarkdownTable table,
      EncoderWork work,
      String engine,
      SortedMap<Integer, Double> seconds,
      Goal goal) {
    Optional<Timing> time = RoundRatios.timing(seconds);
    boolean own = engine.equals(HEED);
    Optional<Timing> ratio =
        own ? Optional.empty() : RoundRatios.of(seconds, rounds(HEED, work.id()));
    if (time.isEmpty() && !goal.isThere()) {
      return;
    }
    List<String> row = new ArrayList<>();
    row.add(work.words());
    row.add(engine);
    row.add(Integer.toString(work.threads()));
    row.addAll(cells("%.1f", 1e3, time));
    row.add(time.map(one -> number("%.1f", work.texts() / one.median())).orElse(NONE));
    row.addAll(cells("%.2f", 1, ratio));
    row.addAll(verdicts.judge(name(work, engine), ratio, goal));
    table.add(row);
  }

  private static String name(EncoderWork work, String what) {
    return "%s, threads %d, %s".formatted(work.words(), work.threads(), what);
  }

  private MarkdownTable oneByOne() {
    MarkdownTable table =
        new MarkdownTable(
            2,
            List.of(
                "figure", "engine", "threads", "µs", "rounds", "× Heed", "rounds", "goal",
                "reached"));
    for (EncoderWork work : EncoderWork.of(EncoderTask.ONE_BY_ONE, works)) {
      for (EncoderFigure figure : List.of(EncoderFigure.MIDDLE, EncoderFigure.SLOW)) {
        String id = work.id(figure);
        for (String engine : List.of(HEED, RUNTIME, LANGCHAIN)) {
          boolean own = engine.equals(HEED);
          Optional<Timing> ratio =
              own ? Optional.empty() : RoundRatios.of(rounds(engine, id), rounds(HEED, id));
          List<String> row = new ArrayList<>();
          row.add(figure.words());
          row.add(engine);
          row.add(Integer.toString(work.threads()));
          row.addAll(cells("%.0f", 1e6, results.of(engine, id)));
          row.addAll(cells("%.2f", 1, ratio));
          String name = name(work, engine + ", " + figure.words());
          row.addAll(verdicts.judge(name, ratio, own ? Goal.NONE : Goal.least(1)));
          table.add(row);
        }
      }
    }
    return table;
  }

  private MarkdownTable processors() {
    MarkdownTable table =
        new MarkdownTable(2, List.of("texts", "engine", "threads", "processors", "rounds"));
    for (EncoderWork work : works) {
      for (Contender contender : Contender.of(work, 1, true)) {
        Optional<Timing> processors =
            results.of(contender.name(), work.id(EncoderFigure.PROCESSORS));
        if (processors.isPresent()) {
          List<String> row = new ArrayList<>(List.of(work.words(), contender.name()));
          row.add(Integer.toString(work.threads()));
          row.addAll(cells("%.2f", 1, processors));
          table.add(row);
        }
      }
    }
    return table;
  }

  private MarkdownTable memory() {
    MarkdownTable table =
        new MarkdownTable(
            2,
            List.of(
                "figure",
                "engine",
                "threads",
                "MB",
                "rounds",
                "to langchain4j",
                "rounds",
                "goal",
                "reached"));
    for (EncoderWork work : EncoderWork.of(EncoderTask.SENTENCES, works)) {
      for (EncoderFigure figure :
          List.of(EncoderFigure.RESIDENT, EncoderFigure.PEAK, EncoderFigure.ALLOCATED)) {
        for (Contender contender : Contender.of(work, 1, true)) {
          memory(table, work, figure, contender);
        }
      }
    }
    return table;
  }

  private void memory(
      MarkdownTable table, EncoderWork work, EncoderFigure figure, Contender contender) {
    String id = work.id(figure);
    Optional<Timing> bytes = results.of(contender.name(), id);
    Optional<Timing> ratio =
        contender.isLangchain()
            ? Optional.empty()
            : RoundRatios.of(rounds(contender.name(), id), rounds(LANGCHAIN, id));
    boolean judged = contender.equals(Contender.HEED) && figure != EncoderFigure.ALLOCATED;
    if (bytes.isEmpty() && !judged) {
      return;
    }
    List<String> row = new ArrayList<>();
    row.add(figure.words());
    row.add(contender.name());
    row.add(Integer.toString(work.threads()));
    row.addAll(cells("%.1f", 1e-6, bytes));
    row.addAll(cells("%.2f", 1, ratio));
    String name = name(work, figure.words());
    row.addAll(verdicts.judge(name, ratio, judged ? Goal.most(0.5) : Goal.NONE));
    table.add(row);
  }

  private MarkdownTable start() {
    MarkdownTable table =
        new MarkdownTable(1, List.of("program", "s", "rounds", "goal", "reached"));
    for (EncoderWork work : EncoderWork.of(EncoderTask.START, works)) {
      for (Contender contender : Contender.of(work, 1, true)) {
        Optional<Timing> seconds = results.of(contender.name(), work.id());
        if (seconds.isPresent() || !contender.isLangchain()) {
          List<String> row = new ArrayList<>(List.of(contender.name()));
          row.addAll(cells("%.3f", 1, seconds));
          Goal goal = contender.isLangchain() ? Goal.NONE : Goal.most(1);
          row.addAll(verdicts.judge("start, " + contender.name(), seconds, goal));
          table.add(row);
        }
      }
    }
    return table;
  }

  private MarkdownTable processes() {
    List<Integer> rounds =
        results.measured().stream().map(one -> one.round()).distinct().sorted().toList();
    List<String> header = new ArrayList<>(List.of("figure, ms", "engine"));
    rounds.forEach(round -> header.add("round " + round));
    MarkdownTable table = new MarkdownTable(2, header);
    for (EncoderWork work : works) {
      if (work.threads() == 2) {
        switch (work.task()) {
          case BATCH, SENTENCES -> processes(table, work.words(), work.id(), rounds);
          case ONE_BY_ONE -> {
            for (EncoderFigure figure : List.of(EncoderFigure.MIDDLE, EncoderFigure.SLOW)) {
              processes(table, "one by one, " + figure.words(), work.id(figure), rounds);
            }
          }
          case START -> {}
        }
      }
    }
    return table;
  }

  private void processes(MarkdownTable table, String figure, String id, List<Integer> rounds) {
    for (String engine : List.of(HEED, RUNTIME, LANGCHAIN)) {
      SortedMap<Integer, Double> found = rounds(engine, id);
      if (!found.isEmpty()) {
        List<String> row = new ArrayList<>(List.of(figure, engine));
        for (int round : rounds) {
          Double seconds = found.get(round);
          row.add(seconds == null ? NONE : number("%.2f", 1e3 * seconds));
        }
        table.add(row);
      }
    }
  }

  /** The middle and the range of rounds. */
  private static List<String> cells(String format, double factor, Optional<Timing> figure) {
    return figure.isEmpty()
        ? List.of(NONE, NONE)
        : List.of(
            number(format, factor * figure.get().median()), range(format, figure.get(), factor));
  }
}
