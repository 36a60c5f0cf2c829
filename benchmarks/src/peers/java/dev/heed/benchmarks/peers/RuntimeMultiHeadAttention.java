package dev.heed.benchmarks.peers;

import ai.onnxruntime.OrtEnvironment;
import dev.heed.benchmarks.AttentionInputs;
import dev.heed.benchmarks.CallOption;
import dev.heed.benchmarks.Case.Attend;
import dev.heed.benchmarks.Case.Group;
import dev.heed.benchmarks.Case.Project;
import dev.heed.benchmarks.Engine;
import dev.heed.benchmarks.LinearInputs;
import dev.heed.meter.AttentionShape;
import java.util.Map;
import java.util.Optional;

/**
 * ONNX Runtime's own {@code MultiHeadAttention}, which takes heads side by side, {@code [B, L,
 * H·D]}, and has no grouped heads. Of a single query's keys and values it takes {@code [B, H, S,
 * D]}, too, as a cache keeps them, and is faster so.
 */
public final class RuntimeMultiHeadAttention implements Engine {
  /** For the service loader. */
  public RuntimeMultiHeadAttention() {}

  @Override
  public String name() {
    return "ORT MultiHeadAttention";
  }

  @Override
  public String version() {
    return "ONNX Runtime "
        + OrtEnvironment.getEnvironment().getVersion()
        + ", com.microsoft MultiHeadAttention, unidirectional where causal";
  }

  @Override
  public Optional<Job> prepare(Attend attend, AttentionInputs inputs) {
    AttentionShape shape = attend.shape();
    if (!RuntimeAttention.isKnown(attend) || shape.heads() != shape.keyHeads()) {
      return Optional.empty();
    }
    int causal = attend.option() == CallOption.CAUSAL ? 1 : 0;
    byte[] model =
        NodeModel.of(
            "com.microsoft",
            "MultiHeadAttention",
            Map.of("num_heads", shape.heads(), "unidirectional", causal));
    int width = shape.heads() * shape.depth();
    long[] queries = {shape.batch(), shape.queries(), width};
    RuntimeJob job =
        new RuntimeJob(model, attend.threads(), queries)
            .with("Q", sideBySide(inputs.query(), shape, shape.queries()), queries);
    if (attend.group() == Group.DECODE) {
      long[] kept = {shape.batch(), shape.heads(), shape.keys(), shape.depth()};
      job.with("K", inputs.key(), kept).with("V", inputs.value(), kept);
    } else {
      long[] keys = {shape.batch(), shape.keys(), width};
      job.with("K", sideBySide(inputs.key(), shape, shape.keys()), keys)
          .with("V", sideBySide(inputs.value(), shape, shape.keys()), keys);
    }
    return Optional.of(new Rearranged(job, shape));
  }

  @Override
  public Optional<Job> prepare(Project project, LinearInputs inputs) {
    return Optional.empty();
  }

  /** {@code [B, H, rows, D]} as {@code [B, rows, H·D]}. */
  private static float[] sideBySide(float[] numbers, AttentionShape shape, int rows) {
    float[] target = new float[numbers.length];
    for (int row = 0; row < shape.batch() * shape.heads() * rows; row++) {
      System.arraycopy(
          numbers, row * shape.depth(), target, place(shape, rows, row), shape.depth());
    }
    return target;
  }

  /** Where row {@code row} of {@code [B, H, rows, D]} begins in {@code [B, rows, H·D]}. */
  private static int place(AttentionShape shape, int rows, int row) {
    int head = row / rows % shape.heads();
    int b = row / rows / shape.heads();
    return ((b * rows + row % rows) * shape.heads() + head) * shape.depth();
  }

  /** A job whose output is put back in the order of all others, outside of the time. */
  private record Rearranged(RuntimeJob job, AttentionShape shape) implements Job {
    @Override
    public void run() {
      job.run();
    }

    @Override
    public double[] output() {
      double[] flat = job.output();
      double[] target = new double[flat.length];
      for (int row = 0; row < shape.batch() * shape.heads() * shape.queries(); row++) {
        System.arraycopy(
            flat,
            place(shape, shape.queries(), row),
            target,
            row * shape.depth(),
            shape.depth());
      }
      return target;
    }

    @Override
    public void close() {
      job.close();
    }
  }
}
