package dev.heed.benchmarks;

import dev.heed.benchmarks.encoder.EncoderWork;
import dev.heed.meter.AttentionShape;

/** One piece of work that is timed, on a number of threads. */
public sealed interface Case {
  /** The part of the report that it belongs to. */
  Group group();

  /** Threads that work on it. */
  int threads();

  /** Its name in files, the same for every engine. */
  String id();

  /** The floating point operations that count. */
  double flops();

  /** The same work on another number of threads. */
  Case on(int others);

  /** Parts of the report; each is measured in processes of its own. */
  enum Group {
    /** Full and causal self-attention. */
    ATTENTION,
    /** One query on many keys. */
    DECODE,
    /** Queries on keys and values that are kept in a cache. */
    CACHE,
    /** Calls that are looked into beside the same calls. */
    INSPECTION,
    /** One long call that is looked into, in a JVM with hardly more memory than its inputs. */
    LONG_INSPECTION,
    /** An option of the operator beside the same call without it. */
    OPTION,
    /** Self-attention in float64. */
    FLOAT64,
    /** Linear maps. */
    LINEAR,
    /** Texts to embeddings; in processes that each do one task. */
    ENCODER
  }

  /**
   * A call of attention.
   *
   * @param group where it is reported; float64 where that says so, else float32
   * @param shape its sizes
   * @param option what it is called with
   * @param threads that work on it
   */
  record Attend(Group group, AttentionShape shape, CallOption option, int threads) implements Case {
    @Override
    public String id() {
      return "%s %s %s, threads %d".formatted(word(group), shape, option.words(), threads);
    }

    @Override
    public double flops() {
      return shape.flops(option == CallOption.CAUSAL);
    }

    @Override
    public Attend on(int others) {
      return new Attend(group, shape, option, others);
    }
  }

  /**
   * x·Wᵀ + b in float32.
   *
   * @param rows of x
   * @param in columns of x
   * @param out columns of the result
   * @param threads that work on it
   */
  record Project(int rows, int in, int out, int threads) implements Case {
    @Override
    public Group group() {
      return Group.LINEAR;
    }

    @Override
    public String id() {
      return "linear %d rows %d to %d, threads %d".formatted(rows, in, out, threads);
    }

    @Override
    public double flops() {
      return 2.0 * rows * in * out;
    }

    @Override
    public Project on(int others) {
      return new Project(rows, in, out, others);
    }
  }

  /**
   * One query for each sequence of a cache.
   *
   * @param kind how keys and values are kept
   * @param threads that work on it
   */
  record Cached(CacheKind kind, int threads) implements Case {
    @Override
    public Group group() {
      return Group.CACHE;
    }

    @Override
    public String id() {
      return "cache %s, threads %d".formatted(kind.words(), threads);
    }

    @Override
    public double flops() {
      return kind.whole().flops(false);
    }

    @Override
    public Cached on(int others) {
      return new Cached(kind, others);
    }
  }

  /**
   * A call without inspection, and with each {@link InspectionKind}.
   *
   * @param shape its sizes, a multiple of 512 queries and as many keys
   * @param option full or causal
   * @param threads that work on it
   */
  record Inspected(AttentionShape shape, CallOption option, int threads) implements Case {
    @Override
    public Group group() {
      return Group.INSPECTION;
    }

    @Override
    public String id() {
      return "inspection %s %s, threads %d".formatted(shape, option.words(), threads);
    }

    /** The name of its time with an inspection. */
    String id(InspectionKind kind) {
      return id() + ": " + kind.words();
    }

    /** The name of the time without, measured in turns with it. */
    String baseId(InspectionKind kind) {
      return id(kind) + ", without";
    }

    /** The name of the ratio of both. */
    String ratioId(InspectionKind kind) {
      return id(kind) + ", ratio";
    }

    @Override
    public double flops() {
      return call().flops();
    }

    @Override
    public Inspected on(int others) {
      return new Inspected(shape, option, others);
    }

    /** The call without inspection. */
    Attend call() {
      return new Attend(group(), shape, option, threads);
    }
  }

  /**
   * One call of full attention that is asked for {@link InspectionKind#ALL}.
   *
   * @param shape its sizes
   * @param threads that work on it
   */
  record LongInspected(AttentionShape shape, int threads) implements Case {
    /** Bytes that the JVM may have beyond the inputs, answers included. */
    static final long GOAL = 200_000_000;

    @Override
    public Group group() {
      return Group.LONG_INSPECTION;
    }

    @Override
    public String id() {
      return "inspection %s in a small JVM, threads %d".formatted(shape, threads);
    }

    /** The name of one of its figures. */
    String id(LongFigure figure) {
      return id() + ": " + figure.words();
    }

    @Override
    public double flops() {
      return shape.flops(false);
    }

    @Override
    public LongInspected on(int others) {
      return new LongInspected(shape, others);
    }

    /** Bytes of queries, keys and values in float32. */
    long inputBytes() {
      long queries = (long) shape.batch() * shape.heads() * shape.queries() * shape.depth();
      return queries * Float.BYTES + (long) shape.keyValueBytes(Float.BYTES);
    }

    /** The largest heap that its JVM may have, in MiB. */
    long heapMebibytes() {
      return (inputBytes() + GOAL) >> 20;
    }
  }

  /**
   * Texts that a model makes embeddings of.
   *
   * @param work what is done, on how many threads
   */
  record Embedded(EncoderWork work) implements Case {
    @Override
    public Group group() {
      return Group.ENCODER;
    }

    @Override
    public int threads() {
      return work.threads();
    }

    @Override
    public String id() {
      return work.id();
    }

    /** None that count: engines differ in what they compute of padding. */
    @Override
    public double flops() {
      return 0;
    }

    @Override
    public Embedded on(int others) {
      return new Embedded(work.on(others));
    }
  }

  private static String word(Group group) {
    return group.name().toLowerCase(java.util.Locale.ROOT);
  }
}
