package dev.heed.benchmarks;

import dev.heed.attention.Attention;
import dev.heed.benchmarks.Case.Attend;
import dev.heed.benchmarks.Case.Cached;
import dev.heed.benchmarks.Case.Group;
import dev.heed.benchmarks.Case.Inspected;
import dev.heed.benchmarks.Case.LongInspected;
import dev.heed.benchmarks.Case.Project;
import dev.heed.benchmarks.results.Results;
import dev.heed.execution.Execution;
import dev.heed.layers.Linear;
import dev.heed.meter.AttentionShape;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Optional;

/** This library, on the kernels that it chooses itself. */
final class HeedEngine implements Engine {
  static final String NAME = Results.HEED;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String version() {
    return Execution.standard().kernelName() + " kernels";
  }

  @Override
  public Optional<Job> prepare(Attend attend, AttentionInputs inputs) {
    AttentionShape shape = attend.shape();
    DType dtype = attend.group() == Group.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
    Tensor query =
        Tensor.of(inputs.query(), shape.batch(), shape.heads(), shape.queries(), shape.depth())
            .to(dtype);
    int[] keys = {shape.batch(), shape.keyHeads(), shape.keys(), shape.depth()};
    Tensor key = Tensor.of(inputs.key(), keys).to(dtype);
    Tensor value = Tensor.of(inputs.value(), keys).to(dtype);
    Attention attention =
        new CallRules(attend)
            .with(
                Attention.scaledDotProduct()
                    .withExecution(Execution.standard().withThreads(attend.threads())));
    return Optional.of(new AttentionJob(attention, query, key, value));
  }

  @Override
  public Optional<Job> prepare(Project project, LinearInputs inputs) {
    Linear linear =
        Linear.of(
            Tensor.of(inputs.weight(), project.out(), project.in()),
            Tensor.of(inputs.bias(), project.out()));
    Tensor x = Tensor.of(inputs.x(), project.rows(), project.in());
    Execution execution = Execution.standard().withThreads(project.threads());
    return Optional.of(new LinearJob(linear, x, execution));
  }

  @Override
  public Optional<CacheJob> prepare(Cached cached, AttentionInputs inputs) {
    return Optional.of(new CacheJob(cached, inputs));
  }

  @Override
  public Optional<InspectionJob> prepare(Inspected inspected, AttentionInputs inputs) {
    return Optional.of(new InspectionJob(inspected, inputs));
  }

  @Override
  public Optional<LongInspection> prepare(LongInspected inspected, AttentionInputs inputs) {
    return Optional.of(new LongInspection(inspected, inputs));
  }

  /** A call that writes to memory which is there. */
  private static final class AttentionJob implements Job {
    private final Attention attention;
    private final Tensor query;
    private final Tensor key;
    private final Tensor value;
    private final Tensor output;

    AttentionJob(Attention attention, Tensor query, Tensor key, Tensor value) {
      this.attention = attention;
      this.query = query;
      this.key = key;
      this.value = value;
      this.output = Tensor.zeros(query.dtype(), query.shape());
    }

    @Override
    public void run() {
      attention.compute(query, key, value, output);
    }

    @Override
    public double[] output() {
      return output.toDoubleArray();
    }

    /** What the plan says of multiply-adds, of which a score takes 2·D. */
    @Override
    public double scores() {
      return (double) attention.plan(query, key, value).multiplyAdds() / (2 * query.size(-1));
    }
  }

  /** A linear map into a new tensor. */
  private static final class LinearJob implements Job {
    private final Linear linear;
    private final Tensor x;
    private final Execution execution;
    private Tensor output = Tensor.zeros(DType.FLOAT32, Shape.of(0));

    LinearJob(Linear linear, Tensor x, Execution execution) {
      this.linear = linear;
      this.x = x;
      this.execution = execution;
    }

    @Override
    public void run() {
      output = linear.apply(x, execution);
    }

    @Override
    public double[] output() {
      return output.toDoubleArray();
    }
  }
}
