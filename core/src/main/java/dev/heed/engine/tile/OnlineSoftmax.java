package dev.heed.engine.tile;

import dev.heed.engine.call.Call;
import dev.heed.engine.operand.Partition;
import dev.heed.kernel.AttentionKernels;
import dev.heed.kernel.InspectionKernels;
import dev.heed.kernel.Kernels;
import dev.heed.kernel.RowKernels;
import dev.heed.mask.Kept;
import org.jspecify.annotations.Nullable;

/**
 * Steps 1 to 6, less the division, of one tile of queries after the other, tile of keys by tile of
 * keys; one thread's own. {@link #begin} chooses the queries, {@link #start} an empty softmax over
 * them; then for each tile from {@link #firstTile} to {@link #endTile} that {@link #look} finds
 * something in, {@link #step}.
 */
public final class OnlineSoftmax<A> {
  private static final int KEY_TILE = Partition.KEY_TILE;
  private static final int BLOCK = AttentionKernels.BLOCK;

  private final Call call;
  private final AttentionKernels<A> kernels;
  private final InspectionKernels<A> inspection;
  private final RowKernels<A> rows;
  private final TileScores<A> scorer;
  private final @Nullable SoftmaxWatch<A> watch;
  private final int lanes;
  private final A scores;
  private final A maximum;
  private final A sum;
  private final A rescale;
  private final A mass;
  private final A moment;
  private @Nullable A marker;
  private boolean watched;
  private int sequence;
  private int head;
  private int first;
  private int active;
  private int key;
  private int count;

  /**
   * @param watch looks on; null for nobody
   */
  public OnlineSoftmax(Call call, Kernels<A> kernels, @Nullable SoftmaxWatch<A> watch) {
    this.call = call;
    this.kernels = kernels.attention();
    this.inspection = kernels.inspection();
    this.rows = kernels.rows();
    this.watch = watch;
    this.lanes = this.kernels.lanes();
    this.scorer = new TileScores<>(call, kernels);
    this.scores = scorer.borrowTile();
    this.maximum = rows.allocate(lanes);
    this.sum = rows.allocate(lanes);
    this.rescale = rows.allocate(lanes);
    this.mass = rows.allocate(watch == null ? 0 : lanes);
    this.moment = rows.allocate(watch == null ? 0 : lanes);
  }

  /** Gives its memory back; nobody may use it any more. */
  void release() {
    rows.giveBack(scores);
    scorer.release();
  }

  /** Chooses the queries: a tile of one head of one sequence from query {@code newFirst} on. */
  public void begin(int newSequence, int newHead, int newFirst) {
    begin(newSequence, newHead, newFirst, lanes);
  }

  /** The same with at most so many queries, a tile or fewer. */
  void begin(int newSequence, int newHead, int newFirst, int most) {
    sequence = newSequence;
    head = newHead;
    first = newFirst;
    active = Math.min(most, call.sequences().queries(sequence) - first);
    scorer.begin(sequence, head, first, active);
  }

  /**
   * Begins with no keys, but the head's sink.
   *
   * @param isWatched whether the watch sees the steps
   */
  public void start(boolean isWatched) {
    watched = isWatched && watch != null;
    double sink = call.sink(head);
    boolean sinks = sink != Double.NEGATIVE_INFINITY;
    rows.fill(maximum, 0, lanes, sinks ? sink : rows.lowest());
    rows.fill(sum, 0, lanes, sinks ? 1 : 0);
  }

  /** The first tile of keys that a query reaches, counted in tiles. */
  public int firstTile() {
    return scorer.mask().start() / KEY_TILE;
  }

  /** Behind the last tile; counted in tiles, since the key behind the last may be beyond an int. */
  public int endTile() {
    return Math.ceilDiv(scorer.mask().end(), KEY_TILE);
  }

  /** Chooses a tile of keys; returns whether masks leave anything of it. */
  public boolean look(int tile) {
    key = tile * KEY_TILE;
    count = Math.min(KEY_TILE, scorer.mask().end() - key);
    return scorer.mask().look(key, count) != Kept.NONE;
  }

  /**
   * Takes in the tile of keys: its scores become weights, relative to the maximum so far.
   *
   * @return whether a key may have been left out
   */
  public boolean step() {
    boolean hidden = scorer.compute(key, count, scores);
    if (watched && watch != null) {
      watch.beforeStep(this);
      softmax(true);
      watch.afterStep(this);
    } else {
      softmax(false);
    }
    return hidden;
  }

  /**
   * Scores of the tile of keys, steps 1 to 5, which no softmax takes in.
   *
   * @return whether a key may have been left out
   */
  public boolean computeScores() {
    return scorer.compute(key, count, scores);
  }

  /** A step of the softmax for each run of blocks of queries that have the same bands. */
  private void softmax(boolean moments) {
    Bands bands = scorer.mask().bands();
    for (int lane = 0; lane < active; ) {
      int begin = bands.firstOf(lane);
      int last = bands.endOf(lane, begin) - 1;
      int next = lane + BLOCK;
      while (next < active
          && bands.firstOf(next) == begin
          && bands.endOf(next, begin) - 1 == last) {
        next += BLOCK;
      }
      int width = Math.min(next, active) - lane;
      if (begin <= last) {
        int from = bands.key(begin);
        step(moments, lane, width, from, bands.key(last) + bands.keys(last) - from);
      } else {
        rows.fill(rescale, lane, lane + width, 1);
        if (moments) {
          rows.fill(mass, lane, lane + width, 0);
          rows.fill(moment, lane, lane + width, 0);
        }
      }
      lane = next;
    }
  }

  private void step(boolean moments, int lane, int width, int from, int keys) {
    if (moments) {
      inspection.softmax(scores, lane, width, from, keys, maximum, sum, rescale, mass, moment);
    } else {
      kernels.softmax(scores, lane, width, from, keys, maximum, sum, rescale);
    }
  }

  /** The sequence of the queries. */
  public int sequence() {
    return sequence;
  }

  /** Their head. */
  public int head() {
    return head;
  }

  /** The first of them. */
  public int first() {
    return first;
  }

  /** How many they are. */
  public int active() {
    return active;
  }

  /** The first key of the tile. */
  public int key() {
    return key;
  }

  /** Its keys. */
  public int count() {
    return count;
  }

  /** What is computed of the tile. */
  public Bands bands() {
    return scorer.mask().bands();
  }

  /** Scores or weights of the tile; whatever was there outside of the bands. */
  public A scores() {
    return scores;
  }

  /** The largest score of each query so far; the lowest number where there was none. */
  public A maximum() {
    return maximum;
  }

  /** Σ exp(score − maximum) of each query so far. */
  public A sum() {
    return sum;
  }

  /** What the last step multiplied the sums before it with. */
  public A rescale() {
    return rescale;
  }

  /** Σ weights of each query in the last step that was watched. */
  public A mass() {
    return mass;
  }

  /** Σ weight·(score − maximum) of each query in the last step that was watched. */
  public A moment() {
    return moment;
  }

  /** A tile that is −∞ exactly where masks and biases leave out a key of the tile. */
  public A marked() {
    A tile = marker == null ? scorer.newTile() : marker;
    marker = tile;
    scorer.mark(key, count, tile);
    return tile;
  }

  /** Whether a row's sum is that of no key, or of its sink alone. */
  public boolean anyEmpty() {
    double sink = call.sink(head);
    for (int i = 0; i < active; i++) {
      double total = rows.get(sum, i);
      if (total == 0 || (total == 1 && rows.get(maximum, i) == sink)) {
        return true;
      }
    }
    return false;
  }

  /** Which queries of the tile masks and biases leave any key (S3). */
  public boolean[] leavesAny() {
    boolean[] leaves = new boolean[active];
    for (int tile = firstTile(); tile < endTile(); tile++) {
      if (look(tile)) {
        A marks = marked();
        for (int j = 0; j < count; j++) {
          for (int i = 0; i < active; i++) {
            leaves[i] |= rows.get(marks, j * lanes + i) != Double.NEGATIVE_INFINITY;
          }
        }
      }
    }
    return leaves;
  }
}
