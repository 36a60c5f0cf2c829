package dev.heed.attention;

import dev.heed.engine.Engine;
import dev.heed.engine.call.Call;
import dev.heed.engine.explain.PairEvaluation;
import dev.heed.engine.inspect.Answers;
import dev.heed.engine.inspect.InspectionRules;
import dev.heed.engine.operand.Operands;
import dev.heed.engine.operand.Sequences;
import dev.heed.engine.operand.Target;
import dev.heed.execution.Execution;
import dev.heed.explain.Explanation;
import dev.heed.explain.Pair;
import dev.heed.explain.PrecisionTable;
import dev.heed.explain.QueryRow;
import dev.heed.inspection.Inspection;
import dev.heed.inspection.InspectionResult;
import dev.heed.mask.Bias;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Scaled dot-product attention, softmax(scale · Q·Kᵀ, capped, biased and masked) · V, as an
 * immutable value that may be kept and shared.
 *
 * <p>Shapes: queries {@code [B, H, L, D]}, keys {@code [B, Hk, S, D]}, values {@code [B, Hk, S,
 * Dv]}; fewer axes are read from the right, so {@code [L, D]} is one head of one sequence. H is a
 * multiple of Hk: query head h reads key/value head ⌊h/(H/Hk)⌋. All have one dtype: float32 or
 * float64, or float16 or bfloat16, which are computed in float32 and rounded once. They lie on the
 * heap or outside, in any strides.
 *
 * <p>Computed in tiles with the online softmax, whatever the options: time O(B·H·L·S·(D+Dv)) less
 * the tiles that are masked out, extra memory O(L+S). The same inputs give the same bits at any
 * number of threads, on any machine. In float32 the error is at most twice that of a plain
 * evaluation plus 4 units in the last place of the largest value.
 *
 * <p>Sources: Vaswani et al. 2017, section 3.2.1; Milakov and Gimelshein 2018; Dao et al. 2022.
 *
 * @param scale factor on q·k; empty for 1/√D
 * @param softcap c of c·tanh(score/c), applied after the scale; empty for none
 * @param bias added to the capped scores, or functions of them
 * @param mask which keys each query may attend to
 * @param sinks {@code [H]}: a logit a head that takes part in the softmax and has no value; −∞ for
 *     none; null for none at all
 * @param execution threads and kernels; changes no bit
 */
public record Attention(
    OptionalDouble scale,
    OptionalDouble softcap,
    Bias bias,
    Mask mask,
    @Nullable Tensor sinks,
    Execution execution) {
  /**
   * @throws IllegalArgumentException if the scale is not finite, the softcap not finite and above
   *     0, or a sink NaN or +∞
   */
  public Attention {
    if (scale.isPresent() && !Double.isFinite(scale.getAsDouble())) {
      throw new IllegalArgumentException(
          "scale " + scale.getAsDouble() + ": it is a finite number, 1 for none");
    }
    if (softcap.isPresent()
        && !(softcap.getAsDouble() > 0 && Double.isFinite(softcap.getAsDouble()))) {
      throw new IllegalArgumentException(
          "softcap " + softcap.getAsDouble() + ": it is a finite number above 0");
    }
    if (sinks != null) {
      Sinks.check(sinks);
    }
  }

  /** Scale 1/√D, no cap, bias, mask or sinks, all processors. */
  public static Attention scaledDotProduct() {
    return new Attention(
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        Bias.none(),
        Mask.none(),
        null,
        Execution.standard());
  }

  /**
   * The same with a scale of its own; 1 leaves scaling out.
   *
   * @throws IllegalArgumentException if it is not finite
   */
  public Attention withScale(double factor) {
    return new Attention(OptionalDouble.of(factor), softcap, bias, mask, sinks, execution);
  }

  /**
   * The same with scores kept within ±c by c·tanh(score/c).
   *
   * @throws IllegalArgumentException if c is not finite and above 0
   */
  public Attention withSoftcap(double c) {
    return new Attention(scale, OptionalDouble.of(c), bias, mask, sinks, execution);
  }

  /** The same with another bias, a number for each query and key; see {@link Bias#dense}. */
  public Attention withBias(Tensor numbers) {
    return withBias(Bias.dense(numbers));
  }

  /** The same with another bias. */
  public Attention withBias(Bias other) {
    return new Attention(scale, softcap, other, mask, sinks, execution);
  }

  /** The same with another mask. */
  public Attention withMask(Mask other) {
    return new Attention(scale, softcap, bias, other, sinks, execution);
  }

  /**
   * The same with a sink for each head. A row that masks leave no key keeps output 0 and
   * log-sum-exp −∞.
   *
   * @throws IllegalArgumentException if they are not {@code [H]}, or one is NaN or +∞
   */
  public Attention withSinks(Tensor logits) {
    return new Attention(scale, softcap, bias, mask, logits, execution);
  }

  /** The same run another way. */
  public Attention withExecution(Execution other) {
    return new Attention(scale, softcap, bias, mask, sinks, other);
  }

  /**
   * The output {@code […, L, Dv]} in the dtype of the inputs, a new tensor on the heap whose axes
   * lie in memory in the order of the queries' axes.
   *
   * @throws IllegalArgumentException if shapes or dtypes do not fit, naming both and the rule, or
   *     the scale or cap is beyond float32 where that is computed with
   * @throws IllegalStateException if the wished kernels cannot run, or native memory is closed
   * @throws WrongThreadException if native memory is confined to another thread
   * @throws java.util.concurrent.CancellationException if the thread is interrupted or the observer
   *     cancels
   */
  public Tensor compute(Tensor query, Tensor key, Tensor value) {
    Operands operands = Operands.of(query, key, value);
    Call call = call(operands, newOutput(operands), null);
    new Engine(call).run(execution);
    return operands.narrowed(call.output());
  }

  /**
   * The output, written to {@code into}; see {@link #compute(Tensor, Tensor, Tensor)}. Nothing is
   * written if an argument is refused; where a call ends early, some rows are written.
   *
   * @param into {@code […, L, Dv]} with the axes and the dtype of the queries, writable, in memory
   *     apart from every input
   * @throws IllegalArgumentException if {@code into} does not fit, is read-only, has elements that
   *     share memory or meets the memory of an input
   */
  public void compute(Tensor query, Tensor key, Tensor value, Tensor into) {
    Operands operands = Operands.of(query, key, value);
    Call call = call(operands, new Target(into, operands).output(), null);
    Target.requireApart(into, call.inputs());
    new Engine(call).run(execution);
  }

  /**
   * The output {@code […, L, Dv]} of queries against cached keys and values, in the dtype of the
   * queries. Keys are at positions 0 to S of their sequence; S is its length, and a bottom-right
   * corner lines its last query up with its last key. A dense bias or mask has as many columns as
   * the longest sequence has keys. The bits are those of the same keys in one tensor.
   *
   * @param query {@code [B, H, L, D]} for B sequences, fewer axes for one, or {@code [1, H, rows,
   *     D]} with {@link KeyValueBatch#withQueries}; float64 where the cache is, else float32,
   *     float16 or bfloat16
   * @throws IllegalArgumentException if shapes or dtypes do not fit, or a query reaches keys that
   *     were dropped
   * @throws IllegalStateException if a cache is closed, or another thread writes it
   */
  public Tensor compute(Tensor query, KeyValueBatch batch) {
    return batch.read(pages -> run(Operands.paged(query, pages, batch.offsets()), batch, null));
  }

  /** The output together with the log-sum-exp of each row; see {@link #compute}. */
  public AttentionResult evaluate(Tensor query, KeyValueBatch batch) {
    return batch.read(pages -> {
      Operands operands = Operands.paged(query, pages, batch.offsets());
      Tensor sums = newSums(operands);
      return new AttentionResult(run(operands, batch, sums), operands.narrowed(sums));
    });
  }

  private Tensor run(Operands operands, KeyValueBatch batch, @Nullable Tensor sums) {
    Sequences sequences = new Sequences(mask.parts(), operands);
    Operands placed = operands.withQuery(batch.placed(operands.query(), sequences));
    Call call = call(placed, newOutput(operands), sums);
    call.masks().requireKept();
    new Engine(call).run(execution);
    return operands.narrowed(call.output());
  }

  /** The output together with the log-sum-exp of each row; see {@link #compute}. */
  public AttentionResult evaluate(Tensor query, Tensor key, Tensor value) {
    Operands operands = Operands.of(query, key, value);
    Tensor sums = newSums(operands);
    Call call = call(operands, newOutput(operands), sums);
    new Engine(call).run(execution);
    return new AttentionResult(operands.narrowed(call.output()), operands.narrowed(sums));
  }

  /**
   * The output, to the bit that of {@link #compute}, together with what an inspection asks for.
   * Time that of {@code compute} and a little; where the inspection looks twice, that of all scores
   * once more. Memory O(L+S) a head beside the answers.
   *
   * @throws IllegalArgumentException as {@link #compute} does, or if the inspection does not fit
   */
  public InspectionResult inspect(Tensor query, Tensor key, Tensor value, Inspection inspection) {
    return inspect(Operands.of(query, key, value), inspection);
  }

  /** The same of queries against cached keys and values. */
  public InspectionResult inspect(Tensor query, KeyValueBatch batch, Inspection inspection) {
    return batch.read(pages -> {
      Operands operands = Operands.paged(query, pages, batch.offsets());
      Sequences sequences = new Sequences(mask.parts(), operands);
      Tensor placed = batch.placed(operands.query(), sequences);
      return inspect(operands.withQuery(placed), inspection);
    });
  }

  private InspectionResult inspect(Operands operands, Inspection inspection) {
    Tensor sums = newSums(operands);
    Call call = call(operands, newOutput(operands), sums);
    call.masks().requireKept();
    InspectionRules rules = new InspectionRules(inspection, call.sequences(), operands);
    Answers answers = new Answers(call, rules);
    new Engine(call).inspect(execution, rules, answers);
    return answers.result(call.output(), sums);
  }

  /** Every step, for inputs of up to {@link Steps#DEFAULT_LIMIT} scores; see {@link Steps}. */
  public Steps steps(Tensor query, Tensor key, Tensor value) {
    return steps(query, key, value, Steps.DEFAULT_LIMIT);
  }

  /**
   * Every step of the computation. Time and memory O(B·H·L·S).
   *
   * @param limit the largest number of scores, B·H·L·S, to keep
   * @throws IllegalArgumentException if there are more, or as {@link #compute} does
   */
  public Steps steps(Tensor query, Tensor key, Tensor value, long limit) {
    Operands operands = Operands.of(query, key, value);
    long scores = operands.shape(operands.keys()).elements();
    if (scores > limit) {
      throw new IllegalArgumentException(
          "%d × %d × %d × %d = %d scores: steps keep every one, and the limit is %d"
              .formatted(
                  operands.batch(),
                  operands.heads(),
                  operands.queries(),
                  operands.keys(),
                  scores,
                  limit));
    }
    AttentionResult result = evaluate(query, key, value);
    return new StepEvaluation(call(operands, newOutput(operands), null)).steps(result, execution);
  }

  /**
   * One query and key followed through every step, in time O(S·(D+Dv)) beside the check of a dense
   * bias; see {@link Explanation}.
   *
   * @throws IllegalArgumentException if there is no such pair, or as {@link #compute} does
   */
  public Explanation explain(Tensor query, Tensor key, Tensor value, Pair pair) {
    return pair(query, key, value, pair).explain(execution.choice().provider());
  }

  /**
   * The query of a pair against all keys, without the matrix.
   *
   * @throws IllegalArgumentException as {@link #explain} does
   */
  public QueryRow row(Tensor query, Tensor key, Tensor value, Pair pair) {
    return pair(query, key, value, pair).row(execution.choice().provider());
  }

  /** The row of the pair's query with every operation rounded to each of four types. */
  public PrecisionTable precisions(Tensor query, Tensor key, Tensor value, Pair pair) {
    return pair(query, key, value, pair).precisions(execution.choice().provider());
  }

  private PairEvaluation pair(Tensor query, Tensor key, Tensor value, Pair pair) {
    Operands operands = Operands.of(query, key, value);
    return new PairEvaluation(imagined(operands), mask.parts(), pair);
  }

  /**
   * What {@link #compute} would do with these tensors, decided as it decides; nothing is computed.
   * Masks that are flags or functions are read, in time O(B·H·L·S).
   *
   * @throws IllegalArgumentException as {@link #compute} does
   */
  public Plan plan(Tensor query, Tensor key, Tensor value) {
    Operands operands = Operands.of(query, key, value);
    return new Planner(imagined(operands), execution, false).plan();
  }

  /**
   * What {@link #inspect} would do, with what each part of the inspection adds.
   *
   * @throws IllegalArgumentException as {@link #inspect} does
   */
  public Plan plan(Tensor query, Tensor key, Tensor value, Inspection inspection) {
    return plan(Operands.of(query, key, value), inspection, false);
  }

  /**
   * The same of sizes alone, for tensors on the heap in C order.
   *
   * @throws IllegalArgumentException as {@link #inspect} does
   */
  public Plan plan(DType dtype, Shape query, Shape key, Shape value, Inspection inspection) {
    Tensor one = Tensor.zeros(dtype, Shape.of());
    Operands operands =
        Operands.of(one.broadcastTo(query), one.broadcastTo(key), one.broadcastTo(value));
    return plan(operands, inspection, true);
  }

  private Plan plan(Operands operands, Inspection inspection, boolean inOrder) {
    Call call = imagined(operands);
    InspectionRules rules = new InspectionRules(inspection, call.sequences(), operands);
    return new Planner(call, execution, inOrder).plan(rules);
  }

  /** A call whose output takes no memory. */
  private Call imagined(Operands operands) {
    Shape output = operands.shape(operands.valueDepth());
    return call(operands, Tensor.zeros(operands.dtype(), Shape.of()).broadcastTo(output), null);
  }

  /**
   * The states of queries against all their keys, to be merged with those of others; see {@link
   * #partial(Tensor, Tensor, Tensor, int, int)}.
   */
  public PartialAttention partial(Tensor query, Tensor key, Tensor value) {
    return partial(query, key, value, 0, key.rank() < 2 ? 0 : key.size(-2));
  }

  /**
   * The states of queries against a part of the keys of their sequences (S14), {@code […, L]}.
   * Positions, and so masks and biases, are those in the whole. {@link SplitAttention} takes a part
   * of the queries as well.
   *
   * @param key {@code […, n, D]}, of which row j is key {@code firstKey + j}
   * @param value {@code […, n, Dv]}
   * @param keys of the whole, S
   * @throws IllegalArgumentException if the part is not within the whole, there are sinks (see
   *     {@link PartialAttention#finish(Tensor)}), or as {@link #compute} does
   */
  public PartialAttention partial(Tensor query, Tensor key, Tensor value, int firstKey, int keys) {
    int queries = query.rank() < 2 ? 0 : query.size(-2);
    SplitAttention split = new SplitAttention(this, queries, Math.max(0, keys));
    return split.partial(new SplitAttention.Part(query, key, value, 0, firstKey));
  }

  private static Tensor newSums(Operands operands) {
    Shape rows = Shape.of(operands.batch(), operands.heads(), operands.queries());
    return Tensor.zeros(operands.computed(), rows);
  }

  private static Tensor newOutput(Operands operands) {
    return operands.query().zerosLikeLayout(operands.shape(operands.valueDepth()));
  }

  private Call call(Operands operands, Tensor output, @Nullable Tensor sums) {
    return new Preparation(this, operands).call(output, sums);
  }
}
