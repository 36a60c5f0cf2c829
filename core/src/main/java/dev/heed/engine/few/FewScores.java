package dev.heed.engine.few;

import dev.heed.engine.call.Call;
import dev.heed.engine.operand.KeyReader;
import dev.heed.engine.operand.Operands;
import dev.heed.engine.operand.Partition;
import dev.heed.engine.operand.TileReader;
import dev.heed.engine.rule.BiasStep;
import dev.heed.engine.rule.ScoreLayout;
import dev.heed.kernel.FewQueriesKernels;
import dev.heed.kernel.HalfQueriesKernels;
import dev.heed.kernel.Kernels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Scores of the queries of an item against tiles of keys, steps 1 to 5 of attention; one thread's
 * own. Several tiles are streams of one round ({@link FewQueriesKernels}). Row r of a stream is
 * query r mod L of head r / L; column c of stream t is key {@link FewMask#base} + c of its mask.
 */
public final class FewScores<A> {
  private static final int ROW = FewQueriesKernels.ROW;

  /** Queries of a round. */
  private static final int MANY = 16;

  private final Call call;
  private final Kernels<A> kernels;
  private final TileReader<A> queries;
  private final KeyReader<A> keys;
  private final List<BiasStep<A>> biases;
  private final List<FewMask> masks = new ArrayList<>();
  private final int[] offsets = new int[FewQueriesKernels.STREAMS];
  private final boolean direct;
  private final @Nullable HalfQueriesKernels<A> halves;
  private final A query;
  private final A scratch;
  private final A one;
  private int sequence;
  private int firstHead;
  private int heads;
  private int active;
  private int streams;

  /**
   * @param rows most queries of an item
   * @param values whose tiles are copied or not
   */
  FewScores(Call call, int rows, KeyReader<A> values, Kernels<A> kernels) {
    this.call = call;
    this.kernels = kernels;
    Operands operands = call.operands();
    int depth = operands.depth();
    this.queries =
        TileReader.of(operands.query(), operands.computed(), Partition.FEW, depth, false);
    this.keys =
        new KeyReader<>(
            operands.key(), operands, call.sequences(), FewQueriesKernels.TILE, kernels.rows());
    this.biases = call.biases().steps(kernels, ScoreLayout.fewQueries());
    this.direct = keys.inPlace() && values.inPlace();
    boolean stored = keys.halves() != null && values.halves() != null;
    this.halves = stored ? kernels.fewQueries().halves() : null;
    for (int t = 0; t < streamsOf(1, direct || halves != null); t++) {
      masks.add(new FewMask(call.masks()));
    }
    this.query = kernels.rows().allocate(rows * FewQueriesKernels.padded(depth));
    this.scratch = kernels.rows().allocate(FewQueriesKernels.SCRATCH);
    this.one =
        kernels
            .rows()
            .allocate(masks.getFirst().hasFlags() || !biases.isEmpty() ? Partition.FEW * ROW : 0);
  }

  /**
   * Tiles of a round for so many queries: one query leaves memory idle with fewer, many have enough
   * to compute, and what is copied is near anyway.
   */
  private static int streamsOf(int rows, boolean direct) {
    return direct ? Math.clamp(MANY / rows, 1, FewQueriesKernels.STREAMS) : 1;
  }

  /** Most rows of all streams of a round, where items have up to so many queries. */
  public static int mostRows(int rows) {
    return Math.max(rows, Math.min(MANY, FewQueriesKernels.STREAMS * rows));
  }

  /** Chooses the heads, all of one key/value head, and reads their queries. */
  void begin(int newSequence, int newFirstHead, int newHeads) {
    sequence = newSequence;
    firstHead = newFirstHead;
    heads = newHeads;
    active = call.sequences().queries(sequence);
    int depth = call.operands().depth();
    int padded = FewQueriesKernels.padded(depth);
    for (int h = 0; h < heads; h++) {
      int row = call.sequences().queryStart(sequence);
      queries.locate(call.sequences().entry(sequence), firstHead + h, row, active, 0, depth);
      for (int i = 0; i < active; i++) {
        copyRow(i, depth, (h * active + i) * padded);
      }
    }
    masks.forEach(mask -> mask.begin(sequence, firstHead, heads, active));
  }

  private void copyRow(int row, int depth, int to) {
    int from = queries.offset() + row * queries.rowStride();
    int step = queries.columnStride();
    if (step == 1 || depth == 1) {
      System.arraycopy(queries.array(), from, query, to, depth);
      return;
    }
    for (int d = 0; d < depth; d++) {
      kernels.rows().set(query, to + d, kernels.rows().get(queries.array(), from + d * step));
    }
  }

  A scratch() {
    return scratch;
  }

  /** The mask of a stream of the round. */
  FewMask mask(int stream) {
    return masks.get(stream);
  }

  /** Whether tiles of this item are not copied. */
  private boolean readsInPlace() {
    return direct || halves() != null;
  }

  /** What reads the keys and values of the item as they are stored; null for other kernels. */
  @Nullable HalfQueriesKernels<A> halves() {
    return rows() == 1 ? halves : null;
  }

  int streams() {
    return streams;
  }

  int rows() {
    return heads * active;
  }

  /**
   * Chooses the tiles of a round: several whole ones, or one that is not; none where masks leave
   * nothing.
   *
   * @return the first tile that was not looked at, or {@code last}
   */
  int look(int first, int last) {
    streams = 0;
    int tile = first;
    for (; tile < last && streams < streamsOf(rows(), readsInPlace()); tile++) {
      FewMask mask = masks.get(streams);
      if (mask.look(tile)) {
        if (!mask.isWhole()) {
          return streams > 0 ? tile : alone(tile);
        }
        streams++;
      }
    }
    return tile;
  }

  private int alone(int tile) {
    streams = 1;
    return tile + 1;
  }

  /**
   * Steps 1 to 5 on the tiles of the round; columns up to a whole block of lanes that are none of
   * their keys are left out too.
   *
   * @return whether one of their keys may have been left out
   */
  boolean compute(A scores) {
    multiply(scores);
    cap(scores);
    boolean hidden = false;
    for (int t = 0; t < streams; t++) {
      hidden |= optionsOfHeads(t, scores);
    }
    FewMask first = masks.getFirst();
    int end = FewQueriesKernels.padded(first.columns());
    for (int n = 0; !first.isWhole() && n < streams * rows(); n++) {
      kernels.rows().fill(scores, n * ROW, n * ROW + first.from(), Double.NEGATIVE_INFINITY);
      kernels
          .rows()
          .fill(scores, n * ROW + first.columns(), n * ROW + end, Double.NEGATIVE_INFINITY);
    }
    for (int t = 0; t < streams; t++) {
      hidden |= masks.get(t).hide(kernels.fewQueries(), t * rows(), scores);
    }
    return hidden;
  }

  /** Steps 1 and 2. */
  private void multiply(A scores) {
    FewMask first = masks.getFirst();
    int count = first.columns() - first.from();
    HalfQueriesKernels<A> own = halves();
    if (own == null) {
      multiplyNumbers(first.from(), count, scores);
    } else {
      multiplyHalves(own, first.from(), count, scores);
    }
    for (int n = 0; first.from() > 0 && n < rows(); n++) {
      kernels.rows().fill(scores, n * ROW, n * ROW + first.from(), 0);
    }
  }

  private void multiplyNumbers(int from, int count, A scores) {
    for (int t = 0; t < streams; t++) {
      locate(keys, masks.get(t).base() + from, count);
      offsets[t] = keys.offset();
    }
    kernels
        .fewQueries()
        .scores(
            query,
            rows(),
            call.operands().depth(),
            keys.array(),
            offsets,
            streams,
            keys.rowStride(),
            from,
            count,
            call.scale(),
            scores,
            scratch);
  }

  private void multiplyHalves(HalfQueriesKernels<A> kernel, int from, int count, A scores) {
    short[] bits = Objects.requireNonNull(keys.halves());
    for (int t = 0; t < streams; t++) {
      offsets[t] = offsetOfHalves(keys, masks.get(t).base() + from);
    }
    kernel.scores(
        query,
        call.operands().depth(),
        bits,
        keys.isBfloat16(),
        offsets,
        streams,
        keys.strideOfHalves(),
        from,
        count,
        call.scale(),
        scores,
        scratch);
  }

  /** Where a key or a value of the item lies among halves. */
  int offsetOfHalves(KeyReader<A> reader, int key) {
    return reader.offsetOfHalves(sequence, call.operands().keyHead(firstHead), key);
  }

  /** Moves to keys or values of the item. */
  void locate(KeyReader<A> reader, int key, int count) {
    reader.locate(sequence, call.operands().keyHead(firstHead), key, count);
  }

  private void cap(A scores) {
    if (call.softcap() > 0) {
      int columns = masks.getFirst().columns();
      kernels.scores().softcap(call.softcap(), streams * rows(), columns, ROW, scores);
    }
  }

  /** Biases and flags, of each head by itself. */
  private boolean optionsOfHeads(int stream, A scores) {
    FewMask mask = masks.get(stream);
    if (biases.isEmpty() && !mask.hasFlags()) {
      return false;
    }
    boolean hidden = false;
    int size = active * ROW;
    int position = call.sequences().firstQuery();
    for (int h = 0; h < heads; h++) {
      int at = (stream * heads + h) * size;
      A own = at == 0 ? scores : one;
      if (at > 0) {
        System.arraycopy(scores, at, own, 0, size);
      }
      for (int n = 0; n < biases.size(); n++) {
        hidden |=
            biases
                .get(n)
                .apply(sequence, firstHead + h, position, active, mask.base(), mask.columns(), own);
      }
      hidden |= mask.hideFlagged(kernels.scores(), h, own);
      if (at > 0) {
        System.arraycopy(own, 0, scores, at, size);
      }
    }
    return hidden;
  }

  /**
   * Makes exactly those elements −∞ whose keys masks or biases leave out, of one stream of the
   * round, as if it were the first. A product that is −∞ leaves nothing out, so scores alone cannot
   * tell.
   */
  void mark(int stream, A marker) {
    int round = streams;
    Collections.swap(masks, 0, stream);
    streams = 1;
    if (call.biases().asksScores()) {
      multiply(marker);
      cap(marker);
    } else {
      // From the largest number, so that finite biases do not add up to −∞ and leave a key out.
      kernels.rows().fill(marker, 0, rows() * ROW, -kernels.rows().lowest());
    }
    optionsOfHeads(0, marker);
    masks.getFirst().hide(kernels.fewQueries(), 0, marker);
    Collections.swap(masks, 0, stream);
    streams = round;
  }
}
