package dev.heed.benchmarks.peers;

import dev.heed.benchmarks.AttentionInputs;
import dev.heed.benchmarks.CallOption;
import dev.heed.benchmarks.Case.Attend;
import dev.heed.benchmarks.Case.Group;
import dev.heed.benchmarks.Case.Project;
import dev.heed.benchmarks.Engine;
import dev.heed.benchmarks.LinearInputs;
import dev.heed.meter.AttentionShape;
import dev.heed.meter.Machine;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** PyTorch's library: {@code scaled_dot_product_attention} and {@code linear}, without gradients. */
public final class Libtorch implements Engine {
  /** No gradients on this thread, as long as it lives. */
  private @Nullable InferenceMode mode;

  /** For the service loader. */
  public Libtorch() {}

  @Override
  public String name() {
    return "libtorch";
  }

  @Override
  public String version() {
    String jar =
        torch.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    return "PyTorch %s, scaled_dot_product_attention, OPENBLAS_NUM_THREADS=1 OPENBLAS_CORETYPE=%s"
        .formatted(
            jar.replaceFirst(".*/pytorch-([\\d.]+).*", "$1"),
            Machine.has("avx512f") ? "SKYLAKEX" : "unset");
  }

  @Override
  public Optional<Job> prepare(Attend attend, AttentionInputs inputs) {
    boolean causal = attend.option() == CallOption.CAUSAL;
    boolean known = causal || attend.option() == CallOption.FULL;
    if (!known || attend.group() == Group.FLOAT64 || attend.group() == Group.OPTION) {
      return Optional.empty();
    }
    AttentionShape shape = attend.shape();
    long[] keys = {shape.batch(), shape.keyHeads(), shape.keys(), shape.depth()};
    Tensor query =
        tensor(
            inputs.query(), shape.batch(), shape.heads(), shape.queries(), shape.depth());
    Tensor key = tensor(inputs.key(), keys);
    Tensor value = tensor(inputs.value(), keys);
    boolean grouped = shape.keyHeads() != shape.heads();
    TensorOptional noMask = new TensorOptional();
    DoubleOptional ownScale = new DoubleOptional();
    return Optional.of(
        new TorchJob(
            attend.threads(),
            () ->
                torch.scaled_dot_product_attention(
                    query, key, value, noMask, 0.0, causal, ownScale, grouped)));
  }

  @Override
  public Optional<Job> prepare(Project project, LinearInputs inputs) {
    Tensor x = tensor(inputs.x(), project.rows(), project.in());
    Tensor weight = tensor(inputs.weight(), project.out(), project.in());
    TensorOptional bias = new TensorOptional(tensor(inputs.bias(), project.out()));
    return Optional.of(new TorchJob(project.threads(), () -> torch.linear(x, weight, bias)));
  }

  private Tensor tensor(float[] numbers, long... shape) {
    if (mode == null) {
      mode = new InferenceMode(true);
    }
    return Tensor.create(numbers, shape);
  }

  /** A call whose result takes the place of the one before. */
  private static final class TorchJob implements Job {
    private final Supplier<Tensor> call;
    private final int threads;
    private @Nullable Tensor output;

    TorchJob(int threads, Supplier<Tensor> call) {
      this.call = call;
      this.threads = threads;
    }

    @Override
    public void run() {
      if (torch.get_num_threads() != threads) {
        torch.set_num_threads(threads);
      }
      Tensor result = call.get();
      close();
      output = result;
    }

    @Override
    public double[] output() {
      if (output == null) {
        throw new IllegalStateException("no output before the first run");
      }
      Tensor result = output.contiguous();
      FloatPointer numbers = new FloatPointer(result.data_ptr());
      double[] wide = new double[Math.toIntExact(result.numel())];
      for (int n = 0; n < wide.length; n++) {
        wide[n] = numbers.get(n);
      }
      return wide;
    }

    @Override
    public void close() {
      if (output != null) {
        output.close();
        output = null;
      }
    }
  }
}
