package dev.heed.engine.inspect;

import dev.heed.engine.call.Call;
import dev.heed.engine.tile.OnlineSoftmax;
import dev.heed.engine.tile.QueryTiles;
import dev.heed.kernel.Kernels;
import dev.heed.kernel.RowKernels;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One thread's share of looking into a part of the keys: the second pass of {@link
 * InspectionWorker} alone, with maxima and sums of rows from elsewhere.
 */
public final class PartWorker<A> implements IntConsumer {
  private final Call call;
  private final Inspected inspected;
  private final RowFactors factors;
  private final RowKernels<A> rows;
  private final int lanes;
  private final OnlineSoftmax<A> softmax;
  private final @Nullable TopLists<A> top;
  private final SecondPass<A> second;
  private final A factor;

  /** One thread's own. */
  public PartWorker(Call call, Inspected inspected, RowFactors factors, Kernels<A> kernels) {
    InspectionRules rules = inspected.rules();
    this.call = call;
    this.inspected = inspected;
    this.factors = factors;
    this.rows = kernels.rows();
    this.lanes = kernels.attention().lanes();
    this.softmax = new OnlineSoftmax<>(call, kernels, null);
    this.top = rules.topKeys() > 0 ? new TopLists<>(kernels, rules.topKeys()) : null;
    ValueNorms<A> norms = new ValueNorms<>(call, kernels);
    this.second = new SecondPass<>(call, rules, inspected.answers(), norms, kernels);
    this.factor = rows.allocate(lanes);
  }

  @Override
  public void accept(int item) {
    QueryTiles items = inspected.items();
    int sequence = items.sequence(item);
    int head = items.head(item, sequence);
    int first = items.first(item, sequence);
    int end = Math.min(call.sequences().queries(sequence), first + inspected.rows(sequence));
    ColumnSums sums = new ColumnSums(call, inspected.rules(), sequence, first, end);
    for (int query = first; query < end; query += lanes) {
      inspect(sequence, head, query, sums);
    }
    if (inspected.rules().hasSums()) {
      inspected.folds().add(item, sequence, head, sums);
    }
  }

  private void inspect(int sequence, int head, int query, ColumnSums sums) {
    softmax.begin(sequence, head, query);
    softmax.start(false);
    boolean undefined = false;
    int row = Math.toIntExact(call.row(sequence, head, query));
    for (int i = 0; i < softmax.active(); i++) {
      rows.set(softmax.maximum(), i, factors.maxima()[row + i]);
      rows.set(factor, i, factors.factors()[row + i]);
      undefined |= Double.isNaN(factors.factors()[row + i]);
    }
    if (top != null) {
      top.clear();
    }
    second.run(softmax, factor, undefined, sums, top);
    if (top != null) {
      write(top, row);
    }
  }

  /** Scores take the place of weights, which need the sums of all keys. */
  private void write(TopLists<A> lists, int row) {
    Answers.Top answers = inspected.answers().top(false);
    for (int i = 0; i < softmax.active(); i++) {
      for (int place = 0; place < inspected.rules().topKeys(); place++) {
        answers.set(row + i, place, lists.rank(i, place), lists.key(i, place));
      }
    }
  }
}
