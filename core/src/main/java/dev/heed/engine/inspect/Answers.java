package dev.heed.engine.inspect;

import dev.heed.engine.call.Call;
import dev.heed.engine.operand.Operands;
import dev.heed.inspection.Block;
import dev.heed.inspection.Findings;
import dev.heed.inspection.Inspection;
import dev.heed.inspection.InspectionResult;
import dev.heed.inspection.TopKeys;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The tensors that an inspection of one call fills, with the leading axes {@code [B, H]}. Each
 * number is written by one thread. What nobody asked for is not there.
 */
public final class Answers {
  private final Call call;
  private final InspectionRules rules;
  private final DType dtype;
  private final Tensor maximum;
  private final @Nullable Tensor entropy;
  private final @Nullable Tensor distance;
  private final List<Tensor> masses = new ArrayList<>();
  private final Weighed plain;
  private final @Nullable Weighed valued;

  /** Zeros for everything that is asked for. */
  public Answers(Call call, InspectionRules rules) {
    Inspection asked = rules.inspection();
    this.call = call;
    this.rules = rules;
    this.dtype = call.operands().computed();
    this.maximum = rows();
    this.entropy = asked.entropy() ? rows() : null;
    this.distance = asked.distance() != null ? rows() : null;
    for (int n = 0; n < asked.masses().size(); n++) {
      masses.add(rows());
    }
    this.plain = new Weighed(false);
    this.valued = asked.valueWeighted() ? new Weighed(true) : null;
  }

  /** What is found of weights, plain or times ‖v‖. */
  private final class Weighed {
    private final @Nullable Top top;
    private final @Nullable Tensor received;
    private final @Nullable Tensor map;
    private final List<Tensor> blocks = new ArrayList<>();

    Weighed(boolean isValued) {
      this.top = rules.topKeys() > 0 ? new Top(isValued) : null;
      this.received =
          rules.receivedFrom() == null ? null : heads(DType.FLOAT64, call.operands().ownKeys());
      this.map =
          rules.hasMap() ? heads(dtype, rules.rows().count(), rules.columns().count()) : null;
      for (Block block : rules.blocks()) {
        blocks.add(heads(dtype, block.queries(), block.keys()));
      }
    }

    Findings findings(UnaryOperator<Tensor> narrowed) {
      return new Findings(
          top == null ? null : new TopKeys(narrowed.apply(top.weights), narrowed.apply(top.keys)),
          received == null ? null : narrowed.apply(received),
          map == null ? null : narrowed.apply(map),
          blocks.stream().map(narrowed).toList());
    }
  }

  /** The top keys of each query, {@code [B, H, L, K]}. */
  final class Top {
    private final boolean isValueWeighted;
    private final Tensor weights;
    private final Tensor keys;

    Top(boolean isValueWeighted) {
      this.isValueWeighted = isValueWeighted;
      this.weights = heads(dtype, call.operands().queries(), rules.topKeys());
      this.keys = heads(DType.INT32, call.operands().queries(), rules.topKeys());
    }

    boolean isValueWeighted() {
      return isValueWeighted;
    }

    void set(long row, int place, double weight, int key) {
      long at = row * rules.topKeys() + place;
      Answers.set(weights, at, weight);
      ((int[]) Objects.requireNonNull(keys.heapArray()))[Math.toIntExact(at)] = key;
    }
  }

  private Tensor rows() {
    return heads(dtype, call.operands().queries());
  }

  private Tensor heads(DType type, int... sizes) {
    Operands operands = call.operands();
    int[] shape = new int[2 + sizes.length];
    shape[0] = operands.batch();
    shape[1] = operands.heads();
    System.arraycopy(sizes, 0, shape, 2, sizes.length);
    return Tensor.zeros(type, Shape.of(shape));
  }

  void setMaximum(long row, double value) {
    set(maximum, row, value);
  }

  void setEntropy(long row, double value) {
    set(Objects.requireNonNull(entropy), row, value);
  }

  void setDistance(long row, double value) {
    set(Objects.requireNonNull(distance), row, value);
  }

  void setMass(int set, long row, double value) {
    set(masses.get(set), row, value);
  }

  Top top(boolean isValued) {
    return Objects.requireNonNull(weighed(isValued).top);
  }

  /** A weight of a block, at a place of it. */
  void setBlock(boolean isValued, int block, long at, double value) {
    set(weighed(isValued).blocks.get(block), at, value);
  }

  /** What the keys of an entry of the batch received, from one on, in one head. */
  void setReceived(boolean isValued, int group, double[] sums) {
    Tensor received = Objects.requireNonNull(weighed(isValued).received);
    double[] all = (double[]) Objects.requireNonNull(received.heapArray());
    System.arraycopy(sums, 0, all, group * sums.length, sums.length);
  }

  /** The map of one head of an entry of the batch. */
  void setMap(boolean isValued, int group, double[] cells) {
    Tensor map = Objects.requireNonNull(weighed(isValued).map);
    for (int n = 0; n < cells.length; n++) {
      set(map, (long) group * cells.length + n, cells[n]);
    }
  }

  private Weighed weighed(boolean isValued) {
    return isValued ? Objects.requireNonNull(valued) : plain;
  }

  private static void set(Tensor tensor, long at, double value) {
    Object array = Objects.requireNonNull(tensor.heapArray());
    if (array instanceof float[] floats) {
      floats[Math.toIntExact(at)] = (float) value;
    } else {
      ((double[]) array)[Math.toIntExact(at)] = value;
    }
  }

  /** What was found of a part of the keys, with scores in the place of the top keys' weights. */
  public Findings ofPart() {
    return plain.findings(call.operands()::narrowed);
  }

  /**
   * Everything that was found.
   *
   * @param output of the call, and
   * @param logSumExp its own
   */
  public InspectionResult result(Tensor output, Tensor logSumExp) {
    UnaryOperator<Tensor> narrowed = call.operands()::narrowed;
    Map<String, Tensor> named = new LinkedHashMap<>();
    int n = 0;
    for (String name : rules.inspection().masses().keySet()) {
      named.put(name, narrowed.apply(masses.get(n++)));
    }
    return new InspectionResult(
        narrowed.apply(output),
        narrowed.apply(logSumExp),
        narrowed.apply(maximum),
        entropy == null ? null : narrowed.apply(entropy),
        distance == null ? null : narrowed.apply(distance),
        named,
        plain.findings(narrowed),
        valued == null ? null : valued.findings(narrowed));
  }
}
