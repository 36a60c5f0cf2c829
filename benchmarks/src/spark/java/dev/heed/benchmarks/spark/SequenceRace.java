package dev.heed.benchmarks.spark;

import dev.heed.attention.Attention;
import dev.heed.spark.ShardedAttention;
import dev.heed.spark.sequence.BlockMaker;
import dev.heed.spark.sequence.KeyValueBlock;
import dev.heed.spark.sequence.KeyValueBlocks;
import dev.heed.spark.sequence.KeyValueLayout;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/**
 * Queries against keys of which every executor makes its own, on a cluster: seconds, and the bytes
 * that moved. Blocks are copies of a few random ones, since their numbers change no time.
 */
public final class SequenceRace {
  private static final int HEADS = 8;
  private static final int DEPTH = 64;
  private static final int BLOCK = 4096;
  private static final int DIFFERENT = 4;

  private SequenceRace() {}

  /** Random blocks of this JVM. */
  private static final class Numbers {
    static final float[][] ALL = new float[DIFFERENT][];

    private Numbers() {}

    static synchronized float[] of(int number) {
      int which = number % DIFFERENT;
      if (ALL[which] == null) {
        ALL[which] = random(HEADS * BLOCK * DEPTH, which);
      }
      return ALL[which];
    }
  }

  private static float[] random(int count, int seed) {
    Random random = new Random(seed);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  /** Bytes of shuffles and of results, over all tasks. */
  private static final class Moved extends SparkListener {
    final AtomicLong shuffled = new AtomicLong();
    final AtomicLong collected = new AtomicLong();

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      if (end.taskMetrics() != null) {
        shuffled.addAndGet(end.taskMetrics().shuffleWriteMetrics().bytesWritten());
        collected.addAndGet(end.taskMetrics().resultSize());
      }
    }
  }

  /** Arguments: Spark's master, keys, queries, partitions, rounds. Prints a line a round. */
  public static void main(String[] arguments) throws IOException, TimeoutException {
    int keys = Integer.parseInt(arguments[1]);
    int queries = Integer.parseInt(arguments[2]);
    int partitions = Integer.parseInt(arguments[3]);
    SparkSession.Builder builder =
        SparkSession.builder()
            .master(arguments[0])
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.executor.memory", "1g")
            .config("spark.executor.cores", "1")
            .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .config(
                "spark.executor.extraJavaOptions",
                "--add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED");
    try (SparkSession spark = builder.getOrCreate()) {
      Moved moved = new Moved();
      spark.sparkContext().addSparkListener(moved);
      KeyValueLayout layout = new KeyValueLayout(DType.FLOAT32, HEADS, keys, DEPTH, DEPTH, BLOCK);
      BlockMaker maker = number -> block(number, layout);
      KeyValueBlocks blocks = KeyValueBlocks.made(spark, layout, partitions, maker);
      Tensor query = Tensor.of(random(HEADS * queries * DEPTH, 77), HEADS, queries, DEPTH);
      ShardedAttention attention = ShardedAttention.of(Attention.scaledDotProduct());
      long state = (long) HEADS * queries * (2 + DEPTH) * Float.BYTES;
      for (int round = 0; round < Integer.parseInt(arguments[4]); round++) {
        moved.shuffled.set(0);
        moved.collected.set(0);
        long began = System.nanoTime();
        attention.attend(query, blocks);
        double seconds = (System.nanoTime() - began) / 1e9;
        spark.sparkContext().listenerBus().waitUntilEmpty();
        System.out.printf(
            "%d keys, %d queries, %d partitions: %.2f s, shuffled %d, collected %d, state %d%n",
            keys, queries, partitions, seconds, moved.shuffled.get(), moved.collected.get(), state);
      }
    }
  }

  private static KeyValueBlock block(int number, KeyValueLayout layout) {
    int size = HEADS * layout.keysOf(number) * DEPTH;
    float[] key = Numbers.of(number);
    float[] value = Numbers.of(number + 1);
    boolean isWhole = size == key.length;
    return new KeyValueBlock(
        number,
        isWhole ? key : Arrays.copyOf(key, size),
        isWhole ? value : Arrays.copyOf(value, size));
  }
}
