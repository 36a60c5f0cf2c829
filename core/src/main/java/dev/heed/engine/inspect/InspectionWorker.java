package dev.heed.engine.inspect;

import dev.heed.engine.call.Call;
import dev.heed.engine.tile.OnlineSoftmax;
import dev.heed.engine.tile.QueryTiles;
import dev.heed.engine.tile.TileWorker;
import dev.heed.kernel.Kernels;
import java.util.function.IntConsumer;

/**
 * One thread's share of a call that is looked into: tiles of queries with their output, what is
 * found of them on the way, and a second pass over their keys where sums must be known first. The
 * output of sequences on the path for few queries is written elsewhere.
 */
public final class InspectionWorker<A> implements IntConsumer {
  private final Call call;
  private final InspectionRules rules;
  private final Inspected inspected;
  private final int lanes;
  private final ValueNorms<A> norms;
  private final RowWatch<A> watch;
  private final OnlineSoftmax<A> softmax;
  private final TileWorker<A> worker;
  private final SecondPass<A> second;
  private final A factor;

  /** One thread's own. */
  public InspectionWorker(Call call, Inspected inspected, Kernels<A> kernels) {
    this.call = call;
    this.inspected = inspected;
    this.rules = inspected.rules();
    this.lanes = kernels.attention().lanes();
    this.norms = new ValueNorms<>(call, kernels);
    this.watch = new RowWatch<>(call, rules, norms, kernels);
    this.softmax = new OnlineSoftmax<>(call, kernels, watch);
    this.worker = new TileWorker<>(call, softmax, kernels);
    this.second = new SecondPass<>(call, rules, inspected.answers(), norms, kernels);
    this.factor = kernels.rows().allocate(lanes);
  }

  @Override
  public void accept(int item) {
    QueryTiles items = inspected.items();
    int sequence = items.sequence(item);
    int head = items.head(item, sequence);
    int queries = call.sequences().queries(sequence);
    int first = items.first(item, sequence);
    int end = Math.min(queries, first + inspected.rows(sequence));
    int start = call.sequences().queryStart(sequence);
    ColumnSums sums = new ColumnSums(call, rules, sequence, first, end);
    if (rules.valueWeighted() && rules.isAsked(start + first, start + end)) {
      norms.begin(sequence, head);
    }
    for (int query = first; query < end; query += lanes) {
      if (rules.isAsked(start + query, start + Math.min(end, query + lanes))) {
        inspect(sequence, head, query, sums);
      }
    }
    if (rules.hasSums()) {
      inspected.folds().add(item, sequence, head, sums);
    }
  }

  private void inspect(int sequence, int head, int query, ColumnSums sums) {
    watch.clear();
    if (call.sequences().isFew(sequence)) {
      softmax.begin(sequence, head, query);
      softmax.start(true);
      for (int tile = softmax.firstTile(); tile < softmax.endTile(); tile++) {
        if (softmax.look(tile)) {
          softmax.step();
        }
      }
    } else {
      worker.attend(sequence, head, query);
    }
    boolean undefined = watch.finish(softmax, inspected.answers(), factor);
    if (rules.inspection().looksTwice()) {
      second.run(softmax, factor, undefined, sums, null);
    }
  }
}
