package dev.heed.multihead;

import dev.heed.tensor.Tensor;
import dev.heed.testkit.AttentionOracle;
import dev.heed.testkit.AttentionProblem;
import dev.heed.testkit.AttentionSizes;
import dev.heed.testkit.OracleResult;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Multi-head attention in float64 from PyTorch's named parameters, as PyTorch computes it: plain
 * sums, extra keys appended to the projected ones with masks and bias made wider, then the oracle.
 *
 * @param problem of the own keys, whose sinks are not asked
 * @param sinks a logit a head, which becomes one more key, or null
 * @param zero whether a key of zeros is appended
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PlainMultiHead(
    Map<String, Tensor> named, AttentionProblem problem, double @Nullable [] sinks, boolean zero) {

  /** Output {@code [N, L, E]} and weights {@code [N, H, L, S']} of {@code [N, …]} inputs. */
  MultiHeadResult evaluate(Tensor query, Tensor key, Tensor value) {
    AttentionSizes own = problem.sizes();
    int learned = named.containsKey("bias_k") ? 1 : 0;
    int extra = learned + (zero ? 1 : 0);
    int keys = own.keys() + extra + (sinks == null ? 0 : 1);
    AttentionSizes sizes =
        new AttentionSizes(
            own.batch(), own.heads(), own.heads(), own.queries(), keys, own.depth(), own.depth());
    double[] last = sinks;
    AttentionProblem wider =
        AttentionProblem.of(sizes)
            .withScale(problem.scale())
            .withSoftcap(problem.softcap())
            .withBias((b, h, i, j) -> {
              if (j < own.keys()) {
                return problem.bias() == null ? 0 : problem.bias().at(b, h, i, j);
              }
              return last != null && j == keys - 1 ? last[h] : 0;
            })
            .withKept((b, h, i, j) -> j >= own.keys() || problem.kept().test(b, h, i, j));
    AttentionProblem.Rewrite rewrite = problem.rewrite();
    if (rewrite != null) {
      wider =
          wider.withRewrite(
              (score, b, h, i, j) -> j < own.keys() ? rewrite.apply(score, b, h, i, j) : score);
    }
    OracleResult result =
        AttentionOracle.evaluate(
            wider,
            inHeads(inner(0, query), "", own.queries()),
            inHeads(inner(1, key), "bias_k", keys),
            inHeads(inner(2, value), "bias_v", keys));
    int heads = own.heads();
    Tensor weights = Tensor.of(result.weights(), own.batch(), heads, own.queries(), keys);
    Tensor output =
        Tensor.of(result.output(), own.batch(), heads, own.queries(), own.depth())
            .permute(0, 2, 1, 3)
            .copy();
    Tensor joined = Tensor.of(output.toDoubleArray(), own.batch(), own.queries(), query.size(2));
    return new MultiHeadResult(
        map(tensor("out_proj.weight"), named.get("out_proj.bias"), joined),
        weights.slice(3, 0, own.keys() + extra));
  }

  /** {@code [N, rows, E]}, with the learned key or value and zeros behind, as {@code [N, H, …]}. */
  private double[] inHeads(Tensor x, String learned, int rows) {
    int heads = problem.sizes().heads();
    Tensor wider = Tensor.zeros(x.dtype(), x.shape().with(1, rows));
    x.copyInto(wider.slice(1, 0, x.size(1)));
    Tensor extra = named.get(learned);
    for (int n = 0; extra != null && n < x.size(0); n++) {
      extra.select(0, 0).copyInto(wider.select(0, n).slice(0, x.size(1), x.size(1) + 1));
    }
    return wider.splitHeads(heads).toDoubleArray();
  }

  private Tensor inner(int part, Tensor x) {
    int size = tensor("out_proj.weight").size(0);
    Tensor all = named.get("in_proj_weight");
    Tensor added = named.get("in_proj_bias");
    String[] names = {"q_proj_weight", "k_proj_weight", "v_proj_weight"};
    int from = part * size;
    return map(
        all == null ? tensor(names[part]) : all.slice(0, from, from + size),
        added == null ? null : added.slice(0, from, from + size),
        x);
  }

  private static Tensor map(Tensor weight, @Nullable Tensor bias, Tensor x) {
    int out = weight.size(0);
    int in = weight.size(1);
    double[] weights = weight.toDoubleArray();
    double[] rows = x.toDoubleArray();
    double[] result = new double[x.size(0) * x.size(1) * out];
    double[] added = bias == null ? new double[out] : bias.toDoubleArray();
    Arrays.setAll(
        result,
        at -> {
          double sum = added[at % out];
          for (int d = 0; d < in; d++) {
            sum += weights[at % out * in + d] * rows[at / out * in + d];
          }
          return sum;
        });
    return Tensor.of(result, x.size(0), x.size(1), out);
  }

  private Tensor tensor(String name) {
    return Objects.requireNonNull(named.get(name), name);
  }
}
