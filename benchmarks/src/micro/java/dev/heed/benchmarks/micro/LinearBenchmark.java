package dev.heed.benchmarks.micro;

import dev.heed.execution.Execution;
import dev.heed.execution.KernelSet;
import dev.heed.layers.Linear;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A linear map of some rows. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 5, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class LinearBenchmark {
  /** Rows of x. */
  @Param({"16", "1024"})
  public int rows;

  /** Columns of x and of the result. */
  @Param({"384", "768"})
  public int columns;

  /** The kernels. */
  @Param({"VECTOR", "SCALAR"})
  public KernelSet kernels;

  private Linear linear;
  private Tensor x;
  private Execution execution;

  /** Makes the inputs. */
  @Setup
  public void prepare() {
    SplittableRandom random = new SplittableRandom(1);
    double[] weight = random.doubles((long) columns * columns, -1, 1).toArray();
    linear = Linear.of(Tensor.of(weight, columns, columns).to(DType.FLOAT32), null);
    double[] numbers = random.doubles((long) rows * columns, -1, 1).toArray();
    x = Tensor.of(numbers, rows, columns).to(DType.FLOAT32);
    execution = Execution.standard().withThreads(1).withKernels(kernels);
  }

  /** The map. */
  @Benchmark
  public Tensor apply() {
    return linear.apply(x, execution);
  }
}
