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

/** ONNX Runtime's {@code Attention}, ONNX's own operator of opset 23. */
public final class RuntimeAttention implements Engine {
  /** For the service loader. */
  public RuntimeAttention() {}

  @Override
  public String name() {
    return "ORT Attention";
  }

  @Override
  public String version() {
    return "ONNX Runtime " + OrtEnvironment.getEnvironment().getVersion() + ", Attention of opset 23";
  }

  @Override
  public Optional<Job> prepare(Attend attend, AttentionInputs inputs) {
    if (!isKnown(attend)) {
      return Optional.empty();
    }
    AttentionShape shape = attend.shape();
    boolean causal = attend.option() == CallOption.CAUSAL;
    byte[] model = NodeModel.of("", "Attention", Map.of("is_causal", causal ? 1 : 0));
    long[] queries = {shape.batch(), shape.heads(), shape.queries(), shape.depth()};
    long[] keys = {shape.batch(), shape.keyHeads(), shape.keys(), shape.depth()};
    return Optional.of(
        new RuntimeJob(model, attend.threads(), queries)
            .with("Q", inputs.query(), queries)
            .with("K", inputs.key(), keys)
            .with("V", inputs.value(), keys));
  }

  /** Whether this is measured: attention in float32, full or causal. */
  static boolean isKnown(Attend attend) {
    return (attend.group() == Group.ATTENTION || attend.group() == Group.DECODE)
        && (attend.option() == CallOption.FULL || attend.option() == CallOption.CAUSAL);
  }

  @Override
  public Optional<Job> prepare(Project project, LinearInputs inputs) {
    return Optional.empty();
  }
}
