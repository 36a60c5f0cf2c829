package dev.heed.benchmarks;

import dev.heed.benchmarks.Case.Attend;
import dev.heed.benchmarks.Case.Cached;
import dev.heed.benchmarks.Case.Embedded;
import dev.heed.benchmarks.Case.Group;
import dev.heed.benchmarks.Case.Inspected;
import dev.heed.benchmarks.Case.LongInspected;
import dev.heed.benchmarks.Case.Project;
import dev.heed.benchmarks.encoder.EncoderWork;
import dev.heed.meter.AttentionShape;
import dev.heed.meter.Stopwatch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is measured, how often and how long.
 *
 * @param cases in the order of the report
 * @param rounds fresh processes for each engine
 * @param stopwatch for each case
 * @param whole whether memory and start time are measured, too
 */
record Suite(List<Case> cases, int rounds, Stopwatch stopwatch, boolean whole) {
  /** The call that is small enough for its overhead to tell. */
  static final AttentionShape SMALL = AttentionShape.square(1, 8, 32, 64);

  /** The call that goals for inspections hold for. */
  static final AttentionShape INSPECTED = AttentionShape.square(1, 16, 4096, 64);

  private static final AttentionShape INSPECTED_LONG = AttentionShape.square(1, 1, 131_072, 64);

  private static final List<AttentionShape> SQUARES =
      List.of(
          AttentionShape.square(1, 8, 128, 64),
          AttentionShape.square(1, 8, 512, 64),
          AttentionShape.square(1, 16, 1024, 64),
          AttentionShape.square(1, 16, 4096, 64),
          AttentionShape.square(1, 8, 2048, 128),
          AttentionShape.square(32, 12, 128, 32));

  private static final List<AttentionShape> QUICK_SQUARES =
      List.of(
          AttentionShape.square(1, 8, 128, 64),
          AttentionShape.square(1, 8, 512, 64),
          AttentionShape.square(1, 8, 2048, 128));

  private static final int SENTENCES = 1000;
  private static final int QUICK_SENTENCES = 100;

  private static final AttentionShape OPTIONS = AttentionShape.square(1, 8, 1024, 64);
  private static final AttentionShape LONG = AttentionShape.square(1, 1, 16_384, 64);

  Suite {
    cases = List.copyOf(cases);
  }

  /** Everything, in five rounds. */
  static Suite full() {
    Stream<Attend> squares =
        Stream.concat(SQUARES.stream(), Stream.of(SMALL)).flatMap(Suite::fullAndCausal);
    List<Case> cases = new ArrayList<>(onOneAndTwo(Stream.concat(squares, decodes())));
    Stream.of(CacheKind.values())
        .flatMap(kind -> Stream.of(new Cached(kind, 1), new Cached(kind, 2)))
        .forEach(cases::add);
    cases.addAll(inspections(INSPECTED, INSPECTED_LONG));
    options().forEach(cases::add);
    Stream.of(OPTIONS, AttentionShape.square(1, 8, 1024, 128))
        .map(shape -> new Attend(Group.FLOAT64, shape, CallOption.FULL, 1))
        .forEach(cases::add);
    Stream.of(new Project(1024, 384, 384, 1), new Project(1024, 384, 1536, 1)).forEach(cases::add);
    cases.add(new Project(1024, 768, 768, 1));
    cases.addAll(encoder(SENTENCES));
    return new Suite(cases, 5, new Stopwatch(0.4, 0.4, 3), true);
  }

  /** Three shapes, one query on many keys, small inspections, 100 sentences, in two rounds. */
  static Suite quick() {
    Stream<Attend> squares = QUICK_SQUARES.stream().flatMap(Suite::fullAndCausal);
    Stream<Attend> decode =
        Stream.of(
            new Attend(
                Group.DECODE, AttentionShape.decode(16, 16, 32_768, 64), CallOption.FULL, 1));
    List<Case> cases = new ArrayList<>(onOneAndTwo(Stream.concat(squares, decode)));
    cases.addAll(
        inspections(
            AttentionShape.square(1, 2, 1024, 64), AttentionShape.square(1, 1, 16_384, 64)));
    cases.addAll(encoder(QUICK_SENTENCES));
    return new Suite(cases, 2, new Stopwatch(0.3, 0.3, 3), false);
  }

  /** The part whose names contain a word, in another number of rounds. */
  Suite only(String word, int otherRounds) {
    List<Case> found = cases.stream().filter(one -> one.id().contains(word)).toList();
    return new Suite(found, otherRounds, stopwatch, whole && word.isEmpty());
  }

  /** What encoders have to do; of their own, since no engine of attention is asked for it. */
  List<EncoderWork> encoder() {
    return of(Group.ENCODER).stream().map(one -> ((Embedded) one).work()).toList();
  }

  /** Whether engines of attention are asked for anything. */
  boolean asksAttention() {
    return cases.stream().anyMatch(one -> one.group() != Group.ENCODER);
  }

  /** The cases of one group. */
  List<Case> of(Group group) {
    return cases.stream().filter(one -> one.group() == group).toList();
  }

  private static Stream<Attend> fullAndCausal(AttentionShape shape) {
    return Stream.of(CallOption.FULL, CallOption.CAUSAL)
        .map(option -> new Attend(Group.ATTENTION, shape, option, 1));
  }

  private static List<Case> inspections(AttentionShape shape, AttentionShape whole) {
    List<Case> cases = new ArrayList<>();
    for (CallOption option : List.of(CallOption.FULL, CallOption.CAUSAL)) {
      cases.add(new Inspected(shape, option, 1));
      cases.add(new Inspected(shape, option, 2));
    }
    cases.add(new LongInspected(whole, 2));
    return cases;
  }

  private static List<Case> encoder(int sentences) {
    return EncoderWork.all(sentences).stream().<Case>map(Embedded::new).toList();
  }

  private static Stream<Attend> decodes() {
    List<Attend> cases = new ArrayList<>();
    for (int keys : new int[] {4096, 32_768}) {
      for (int depth : new int[] {64, 128}) {
        for (int keyHeads : new int[] {16, 2}) {
          AttentionShape shape = AttentionShape.decode(16, keyHeads, keys, depth);
          cases.add(new Attend(Group.DECODE, shape, CallOption.FULL, 1));
        }
      }
    }
    return cases.stream();
  }

  private static Stream<Attend> options() {
    List<Attend> cases = new ArrayList<>();
    cases.add(new Attend(Group.OPTION, LONG, CallOption.CAUSAL, 1));
    cases.add(new Attend(Group.OPTION, LONG, CallOption.WINDOW, 1));
    for (CallOption option : CallOption.values()) {
      if (option != CallOption.CAUSAL && option != CallOption.WINDOW) {
        cases.add(new Attend(Group.OPTION, OPTIONS, option, 1));
      }
    }
    return cases.stream();
  }

  private static List<Case> onOneAndTwo(Stream<Attend> cases) {
    return cases.flatMap(one -> Stream.<Case>of(one, one.on(2))).toList();
  }
}
