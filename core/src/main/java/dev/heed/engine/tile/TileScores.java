package dev.heed.engine.tile;

import dev.heed.engine.call.Call;
import dev.heed.engine.operand.KeyReader;
import dev.heed.engine.operand.Operands;
import dev.heed.engine.operand.Partition;
import dev.heed.engine.operand.TileReader;
import dev.heed.engine.rule.BiasStep;
import dev.heed.kernel.Kernels;
import java.util.List;

/**
 * Scores of one tile of queries against tiles of keys, steps 1 to 5 of attention; one thread's own.
 * Score (j, i) of key j and query i is element {@code j·lanes + i} of a tile.
 */
public final class TileScores<A> {
  private final Call call;
  private final Kernels<A> kernels;
  private final int lanes;
  private final TileReader<A> queries;
  private final KeyReader<A> keys;
  private final List<BiasStep<A>> biases;
  private final TileMask mask;
  private final Bands whole = new Bands(1);
  private final A query;
  private int sequence;
  private int head;
  private int position;
  private int active;

  /** One thread's own. */
  public TileScores(Call call, Kernels<A> kernels) {
    this.call = call;
    this.kernels = kernels;
    this.lanes = kernels.attention().lanes();
    Operands operands = call.operands();
    int depth = operands.depth();
    this.queries = TileReader.of(operands.query(), operands.computed(), lanes, depth, false);
    this.keys =
        new KeyReader<>(
            operands.key(), operands, call.sequences(), Partition.KEY_TILE, kernels.rows());
    this.biases = call.biases().steps(kernels);
    this.mask = new TileMask(call.masks(), lanes, !call.biases().asksScores());
    this.query = kernels.rows().borrow(depth * lanes);
  }

  /** Gives its memory back; nobody may use it any more. */
  void release() {
    kernels.rows().giveBack(query);
  }

  /** A tile for scores. */
  public A newTile() {
    return kernels.rows().allocate(Partition.KEY_TILE * lanes);
  }

  /** A tile for scores with anything in it, to be given back. */
  A borrowTile() {
    return kernels.rows().borrow(Partition.KEY_TILE * lanes);
  }

  /** Chooses the queries, from a row of the call's on. */
  public void begin(int newSequence, int newHead, int newFirst, int newActive) {
    sequence = newSequence;
    head = newHead;
    position = call.sequences().firstQuery() + newFirst;
    active = newActive;
    int depth = call.operands().depth();
    int row = call.sequences().queryStart(sequence) + newFirst;
    queries.locate(call.sequences().entry(sequence), head, row, active, 0, depth);
    kernels
        .rows()
        .transpose(
            queries.array(),
            queries.offset(),
            queries.rowStride(),
            queries.columnStride(),
            active,
            depth,
            query,
            lanes);
    mask.begin(sequence, head, position, active);
  }

  /** The masks of the queries that were chosen. */
  public TileMask mask() {
    return mask;
  }

  /**
   * Steps 1 to 5 on the tile of keys that the mask looked at.
   *
   * @return whether a key may have been left out
   */
  boolean compute(int key, int count, A scores) {
    multiply(key, count, call.scale(), mask.bands(), scores);
    cap(count, scores);
    boolean hidden = bias(key, count, scores);
    return mask.hide(kernels.scores(), scores) || hidden;
  }

  /** Steps 1 and 2 on the whole tile. */
  public void multiply(int key, int count, double scale, A scores) {
    whole.setWhole(active, count);
    multiply(key, count, scale, whole, scores);
  }

  private void multiply(int key, int count, double scale, Bands bands, A scores) {
    Operands operands = call.operands();
    keys.locate(sequence, operands.keyHead(head), key, count);
    for (int n = 0; n < bands.size(); n++) {
      kernels
          .attention()
          .scores(
              query,
              bands.lane(n),
              bands.lanes(n),
              operands.depth(),
              keys.array(),
              keys.offset(),
              keys.rowStride(),
              bands.key(n),
              bands.keys(n),
              scale,
              scores);
    }
  }

  /** Step 3. */
  public void cap(int count, A scores) {
    if (call.softcap() > 0) {
      kernels.scores().softcap(call.softcap(), count, active, lanes, scores);
    }
  }

  /** Step 4; returns whether it left a key out. */
  public boolean bias(int key, int count, A scores) {
    boolean leftOut = false;
    for (int n = 0; n < biases.size(); n++) {
      leftOut |= biases.get(n).apply(sequence, head, position, active, key, count, scores);
    }
    return leftOut;
  }

  /**
   * Makes exactly those elements −∞ whose keys masks or biases leave out, on the tile of keys that
   * the mask looked at. A product that is −∞ leaves nothing out, so scores alone cannot tell.
   */
  public void mark(int key, int count, A marker) {
    if (call.biases().asksScores()) {
      multiply(key, count, call.scale(), marker);
      cap(count, marker);
    } else {
      // From the largest number, so that finite biases do not add up to −∞ and leave a key out.
      kernels.rows().fill(marker, 0, count * lanes, -kernels.rows().lowest());
    }
    bias(key, count, marker);
    mask.hideAll(kernels.scores(), marker);
  }
}
