package dev.heed.engine.explain;

import dev.heed.engine.Engine;
import dev.heed.engine.call.Call;
import dev.heed.engine.few.FewItems;
import dev.heed.engine.few.FewStates;
import dev.heed.engine.few.FewWorker;
import dev.heed.engine.operand.Operands;
import dev.heed.engine.tile.OnlineSoftmax;
import dev.heed.engine.tile.TileWorker;
import dev.heed.explain.Explanation;
import dev.heed.explain.MaskVerdict;
import dev.heed.explain.Pair;
import dev.heed.explain.PrecisionTable;
import dev.heed.explain.Product;
import dev.heed.explain.QueryRow;
import dev.heed.explain.RowSoftmax;
import dev.heed.explain.ValueShare;
import dev.heed.kernel.KernelProvider;
import dev.heed.kernel.Kernels;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Follows one pair of a call. */
public final class PairEvaluation {
  private final Call call;
  private final Operands operands;
  private final List<Mask> masks;
  private final Place place;

  /**
   * Looks at no number yet.
   *
   * @param call of which output and log-sum-exp are not written
   * @param masks those of the call as the caller gave them, by name
   * @throws IllegalArgumentException if the call has no such pair
   */
  public PairEvaluation(Call call, List<Mask> masks, Pair pair) {
    this.operands = call.operands();
    this.masks = masks;
    pair.requireWithin(operands.batch(), operands.heads(), operands.queries(), operands.keys());
    this.place = Place.of(pair, call.sequences());
    this.call = withRoom(call);
    // Refuses rows that are too wide for a tile.
    new Engine(call).allTiles(1);
  }

  /** All seven steps. */
  public Explanation explain(KernelProvider provider) {
    return operands.computed() == DType.FLOAT32
        ? explain(provider.float32())
        : explain(provider.float64());
  }

  /** The row in four precisions. */
  public PrecisionTable precisions(KernelProvider provider) {
    return operands.computed() == DType.FLOAT32
        ? precisions(provider.float32())
        : precisions(provider.float64());
  }

  /** The query against all keys. */
  public QueryRow row(KernelProvider provider) {
    return operands.computed() == DType.FLOAT32 ? row(provider.float32()) : row(provider.float64());
  }

  private <A> QueryRow row(Kernels<A> kernels) {
    RowSteps<A> row = new RowSteps<>(call, place, kernels);
    double[] masked = new double[operands.keys()];
    double[] weights = new double[operands.keys()];
    Arrays.fill(masked, Double.NEGATIVE_INFINITY);
    for (int j = 0; j < row.keys(); j++) {
      masked[place.firstKey() + j] = row.masked(j);
      weights[place.firstKey() + j] = row.weight(j);
    }
    return new QueryRow(
        Tensor.of(masked, masked.length).to(operands.computed()),
        Tensor.of(weights, weights.length).to(operands.computed()),
        row.maximum(),
        row.sum());
  }

  private <A> PrecisionTable precisions(Kernels<A> kernels) {
    RowSteps<A> row = new RowSteps<>(call, place, kernels);
    return new RowPrecision(call, place).table(row);
  }

  private <A> Explanation explain(Kernels<A> kernels) {
    PairSteps<A> steps = new PairSteps<>(call, place, kernels);
    RowSteps<A> row = new RowSteps<>(call, place, kernels);
    List<MaskVerdict> verdicts = new MaskVerdicts(masks, call.masks(), place).all();
    boolean hidden = verdicts.stream().anyMatch(MaskVerdict::leavesOut);
    boolean left = place.isTogether() && row.isLeft(place.key());
    List<Product> products = steps.products();
    double score = products.getLast().sum();
    double scaled = steps.scaled(score);
    double capped = steps.capped(scaled);
    var biases = steps.biases(capped, left, hidden);
    double biased = biases.isEmpty() ? capped : biases.getLast().after();
    double masked = hidden ? Double.NEGATIVE_INFINITY : biased;
    double weight = left ? row.weight(place.key()) : 0;
    writeOutput(kernels);
    return new Explanation(
        place.pair(),
        operands.computed(),
        operands.keyHead(place.pair().head()),
        products,
        score,
        row.rounded(call.scale()),
        scaled,
        row.rounded(call.softcap()),
        capped,
        biases,
        biased,
        verdicts,
        left,
        masked,
        softmax(row),
        left ? row.power(masked) : 0,
        weight,
        left ? row.rank(place.key()) : 0,
        values(row, left, weight));
  }

  private <A> RowSoftmax softmax(RowSteps<A> row) {
    double sink = call.sink(place.pair().head());
    boolean sinks = row.leftCount() > 0 && sink != Double.NEGATIVE_INFINITY;
    int maximumKey = row.maximumKey();
    Tensor sums = Objects.requireNonNull(call.logSumExp());
    return new RowSoftmax(
        row.leftCount(),
        row.maximum(),
        maximumKey < 0 ? -1 : maximumKey + place.firstKey(),
        sink,
        sinks ? row.power(sink) : 0,
        row.sum(),
        sums.get(place.pair().batch(), place.pair().head(), place.pair().query()));
  }

  private <A> ValueShare values(RowSteps<A> row, boolean left, double weight) {
    Pair pair = place.pair();
    int keyHead = operands.keyHead(pair.head());
    List<ValueShare.Column> columns = new ArrayList<>();
    for (int d = 0; d < operands.valueDepth(); d++) {
      double value = operands.value().get(pair.batch(), keyHead, pair.key(), d);
      double weighted = left ? row.rounded(weight * value) : 0;
      double output = call.output().get(pair.batch(), pair.head(), pair.query(), d);
      double fraction = output == 0 ? Double.NaN : weighted / output;
      columns.add(new ValueShare.Column(value, weighted, output, fraction));
    }
    return new ValueShare(columns, ValueShare.share(columns));
  }

  /**
   * The same call with room for the output of one head, or of one sequence's heads where they are
   * computed together: all others would be written to the same place.
   */
  private Call withRoom(Call whole) {
    Shape full = operands.shape(operands.valueDepth());
    Shape room = full.with(0, 1).with(1, isFew() ? operands.heads() : 1);
    Shape rows = Shape.of(operands.batch(), operands.heads(), operands.queries());
    Tensor output = Tensor.zeros(operands.dtype(), room).broadcastTo(full);
    return whole.into(output, Tensor.zeros(operands.computed(), rows));
  }

  private boolean isFew() {
    int sequence = place.sequence();
    return place.sequences().isFew(sequence);
  }

  /** Computes the output and log-sum-exp of the query, as a call of all queries does. */
  private <A> void writeOutput(Kernels<A> kernels) {
    int head = place.pair().head();
    if (!isFew()) {
      OnlineSoftmax<A> softmax = new OnlineSoftmax<>(call, kernels, null);
      new TileWorker<>(call, softmax, kernels).attend(place.sequence(), head, place.query(), 1);
      return;
    }
    FewItems items = new FewItems(call);
    FewStates<A> states = new FewStates<>(items, FewWorker.stateSize(operands), kernels.rows());
    FewWorker<A> worker = new FewWorker<>(call, items, states, kernels);
    for (int item = 0; item < items.count(); item++) {
      int sequence = items.sequence(item);
      int group = items.group(item, sequence);
      int first = items.firstHead(group, sequence);
      boolean holds = head >= first && head < first + items.heads(group, sequence);
      if (sequence == place.sequence() && holds) {
        worker.accept(item);
      }
    }
  }
}
