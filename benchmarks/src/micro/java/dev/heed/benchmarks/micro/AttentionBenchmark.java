package dev.heed.benchmarks.micro;

import dev.heed.attention.Attention;
import dev.heed.mask.Mask;
import dev.heed.execution.Execution;
import dev.heed.execution.KernelSet;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
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

/** A call of the operator. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 5, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class AttentionBenchmark {
  /** B×H×L×D; a comma would divide parameters. */
  @Param({"1x8x32x64", "1x8x128x64", "1x8x1024x64", "32x12x128x32"})
  public String shape;

  /** Whether with the causal mask. */
  @Param({"false", "true"})
  public boolean causal;

  /** Threads that work on a call. */
  @Param({"1"})
  public int threads;

  /** The kernels. */
  @Param({"VECTOR", "SCALAR"})
  public KernelSet kernels;

  /** Of inputs and output. */
  @Param({"FLOAT32"})
  public DType dtype;

  private Attention attention;
  private Tensor query;
  private Tensor key;
  private Tensor value;
  private Tensor output;

  /** Makes the inputs. */
  @Setup
  public void prepare() {
    int[] sizes = Arrays.stream(shape.split("x", -1)).mapToInt(Integer::parseInt).toArray();
    SplittableRandom random = new SplittableRandom(1);
    query = random(random, sizes);
    key = random(random, sizes);
    value = random(random, sizes);
    output = Tensor.zeros(dtype, Shape.of(sizes));
    Attention plain =
        Attention.scaledDotProduct()
            .withExecution(Execution.standard().withThreads(threads).withKernels(kernels));
    attention = causal ? plain.withMask(Mask.causal()) : plain;
  }

  private Tensor random(SplittableRandom random, int... sizes) {
    double[] numbers = random.doubles(Shape.of(sizes).elements(), -2, 2).toArray();
    return Tensor.of(numbers, sizes).to(dtype);
  }

  /** The call. */
  @Benchmark
  public Tensor compute() {
    attention.compute(query, key, value, output);
    return output;
  }
}
