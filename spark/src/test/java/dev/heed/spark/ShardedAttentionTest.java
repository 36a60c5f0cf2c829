package dev.heed.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.attention.Attention;
import dev.heed.attention.AttentionResult;
import dev.heed.inspection.Inspection;
import dev.heed.inspection.InspectionResult;
import dev.heed.inspection.TopKeys;
import dev.heed.mask.Bias;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.spark.sequence.KeyValueBlock;
import dev.heed.spark.sequence.KeyValueBlocks;
import dev.heed.spark.sequence.KeyValueLayout;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.AttentionProblem;
import dev.heed.testkit.AttentionSizes;
import dev.heed.testkit.ErrorBound;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("S3, S11, S12, S14: attention whose keys are spread over partitions")
@ExtendWith(LocalSpark.class)
class ShardedAttentionTest {
  private static final Sequence SEQUENCE = Sequence.random();

  /** Blocks that were made, by all tests that count them: tasks of local Spark run in this JVM. */
  private static final Set<Integer> MADE = ConcurrentHashMap.newKeySet();

  @TempDir private Path folder;

  static Stream<Attention> attentions() {
    Attention plain = Attention.scaledDotProduct();
    return Stream.of(
        plain,
        plain.withMask(Mask.causal(Corner.BOTTOM_RIGHT)),
        plain.withMask(Mask.causal(Corner.TOP_LEFT)).withSoftcap(3),
        plain.withMask(Mask.window(100, 20, Corner.BOTTOM_RIGHT)).withScale(0.7),
        plain
            .withMask(Mask.lengths(333).and(Mask.causal(Corner.BOTTOM_RIGHT)))
            .withSinks(Tensor.of(new float[] {0, 1, -2, Float.NEGATIVE_INFINITY}, 4)));
  }

  private static KeyValueBlocks blocks(SparkSession spark, int partitions) {
    return KeyValueBlocks.of(spark, SEQUENCE.key(), SEQUENCE.value(), Sequence.BLOCK, partitions);
  }

  private static void assertSame(AttentionResult actual, AttentionResult wanted) {
    assertThat(actual.output().toFloatArray()).isEqualTo(wanted.output().toFloatArray());
    assertThat(actual.logSumExp().toDoubleArray()).isEqualTo(wanted.logSumExp().toDoubleArray());
  }

  @ParameterizedTest
  @MethodSource("attentions")
  void anyPartitionsGiveTheSameBits(Attention attention, SparkSession spark) {
    AttentionResult wanted = SEQUENCE.alone(attention);
    ShardedAttention sharded = ShardedAttention.of(attention);
    for (int partitions : new int[] {1, 3, 16}) {
      KeyValueBlocks blocks = blocks(spark, partitions);
      assertSame(sharded.attend(SEQUENCE.query(), blocks).attention(), wanted);
    }
    Dataset<Row> anyhow = blocks(spark, 4).toTable(spark).repartition(11, functions.rand(5));
    assertSame(sharded.attend(SEQUENCE.query(), KeyValueBlocks.of(anyhow)).attention(), wanted);
    assertSame(
        sharded.withQueriesAtATime(17).attend(SEQUENCE.query(), blocks(spark, 4)).attention(),
        wanted);
    KeyValueBlocks aligned = KeyValueBlocks.of(anyhow).aligned(4);
    assertSame(sharded.attend(SEQUENCE.query(), aligned).attention(), wanted);
  }

  @Test
  void theResultIsThatOfOneMachine(SparkSession spark) {
    AttentionSizes sizes =
        new AttentionSizes(
            1,
            Sequence.HEADS,
            Sequence.KEY_HEADS,
            Sequence.QUERIES,
            Sequence.KEYS,
            Sequence.DEPTH,
            Sequence.VALUE_DEPTH);
    int shift = Sequence.KEYS - Sequence.QUERIES;
    ErrorBound bound =
        ErrorBound.of(
            AttentionProblem.of(sizes).withKept((b, h, i, j) -> j <= i + shift),
            SEQUENCE.query().toFloatArray(),
            SEQUENCE.key().toFloatArray(),
            SEQUENCE.value().toFloatArray());
    Attention causal = Attention.scaledDotProduct().withMask(Mask.causal(Corner.BOTTOM_RIGHT));
    AttentionResult result =
        ShardedAttention.of(causal).attend(SEQUENCE.query(), blocks(spark, 5)).attention();
    bound.assertHolds(result.output().toFloatArray());
  }

  @ParameterizedTest
  @MethodSource("attentions")
  void topKeysAndWhatKeysReceiveAreThoseOfOneMachine(Attention attention, SparkSession spark) {
    int most = 70;
    InspectionResult alone =
        attention.inspect(
            SEQUENCE.query(),
            SEQUENCE.key(),
            SEQUENCE.value(),
            Inspection.none().withTopKeys(most).withReceived());
    double[] wanted = Objects.requireNonNull(alone.weights().received()).toDoubleArray();
    TopKeys wantedTop = Objects.requireNonNull(alone.weights().topKeys());
    float[] before = null;
    for (int partitions : new int[] {1, 6}) {
      ShardedInspection found =
          ShardedAttention.of(attention)
              .inspect(SEQUENCE.query(), blocks(spark, partitions), most, true);
      TopKeys top = Objects.requireNonNull(found.topKeys());
      assertThat(top.keys().toDoubleArray()).isEqualTo(wantedTop.keys().toDoubleArray());
      float[] weights = top.weights().toFloatArray();
      for (int n = 0; n < weights.length; n++) {
        assertThat((double) weights[n])
            .isCloseTo(wantedTop.weights().toFloatArray()[n], within(1e-5));
      }
      assertThat(before == null ? weights : before).isEqualTo(weights);
      before = weights;
      double[] received = received(Objects.requireNonNull(found.received()));
      for (int n = 0; n < wanted.length; n++) {
        assertThat(received[n]).as("key %d", n).isCloseTo(wanted[n], within(1e-4));
      }
    }
  }

  /** {@code [H, S]} out of the rows of blocks; 0 for those without one. */
  private static double[] received(Dataset<Row> rows) {
    double[] all = new double[Sequence.HEADS * Sequence.KEYS];
    for (Row row : rows.collectAsList()) {
      List<Double> numbers = row.getList(3);
      int keys = row.getInt(2);
      for (int n = 0; n < numbers.size(); n++) {
        all[n / keys * Sequence.KEYS + row.getInt(1) + n % keys] = numbers.get(n);
      }
    }
    rows.unpersist();
    return all;
  }

  @Test
  void float64GoesThroughTablesAndFiles(SparkSession spark) throws IOException {
    Tensor q = SEQUENCE.query().to(DType.FLOAT64);
    Tensor k = SEQUENCE.key().to(DType.FLOAT64);
    Tensor v = SEQUENCE.value().to(DType.FLOAT64);
    Attention causal = Attention.scaledDotProduct().withMask(Mask.causal(Corner.BOTTOM_RIGHT));
    double[] wanted = causal.compute(q, k, v).toDoubleArray();
    KeyValueBlocks blocks = KeyValueBlocks.of(spark, k, v, Sequence.BLOCK, 4);
    blocks.writeSafetensors(folder);
    for (KeyValueBlocks read :
        List.of(
            KeyValueBlocks.of(blocks.toTable(spark)),
            KeyValueBlocks.safetensors(spark, folder, Sequence.BLOCK, 2))) {
      AttentionResult result = ShardedAttention.of(causal).attend(q, read).attention();
      double[] output = result.output().toDoubleArray();
      for (int n = 0; n < wanted.length; n++) {
        assertThat(output[n]).isCloseTo(wanted[n], within(1e-12));
      }
    }
  }

  @Test
  void whatTheMaskLeavesOutIsNeverMade(SparkSession spark) {
    KeyValueLayout layout = new KeyValueLayout(DType.FLOAT32, 1, 10_000, 4, 4, 100);
    float[] numbers = new float[400];
    KeyValueBlocks blocks =
        KeyValueBlocks.made(
            spark,
            layout,
            8,
            number -> {
              MADE.add(number);
              return new KeyValueBlock(number, numbers, numbers);
            });
    MADE.clear();
    Mask window = Mask.window(250, 0, Corner.BOTTOM_RIGHT);
    ShardedAttention.of(Attention.scaledDotProduct().withMask(window))
        .attend(Tensor.of(new float[8], 1, 2, 4), blocks);
    assertThat(MADE).containsExactlyInAnyOrder(97, 98, 99);
  }

  @Test
  void aMaskThatLeavesNothingGivesZeros(SparkSession spark) {
    AttentionResult result =
        ShardedAttention.of(Attention.scaledDotProduct().withMask(Mask.lengths(0)))
            .attend(SEQUENCE.query(), blocks(spark, 2))
            .attention();
    assertThat(result.output().toFloatArray()).containsOnly(0);
    assertThat(result.logSumExp().toDoubleArray()).containsOnly(Double.NEGATIVE_INFINITY);
  }

  @Test
  void blocksAreWrittenAsParquetAndRead(SparkSession spark) {
    String path = folder.resolve("blocks").toString();
    blocks(spark, 4).toTable(spark).write().parquet(path);
    Attention attention = Attention.scaledDotProduct();
    KeyValueBlocks read = KeyValueBlocks.of(spark.read().parquet(path));
    assertSame(
        ShardedAttention.of(attention).attend(SEQUENCE.query(), read).attention(),
        SEQUENCE.alone(attention));
  }

  @Test
  void blocksAreWrittenAsSafetensorsAndRead(SparkSession spark) throws IOException {
    blocks(spark, 4).writeSafetensors(folder);
    Attention attention = Attention.scaledDotProduct();
    KeyValueBlocks read = KeyValueBlocks.safetensors(spark, folder, Sequence.BLOCK, 3);
    assertThat(read.layout()).isEqualTo(blocks(spark, 1).layout());
    assertSame(
        ShardedAttention.of(attention).attend(SEQUENCE.query(), read).attention(),
        SEQUENCE.alone(attention));
    assertThatThrownBy(() -> KeyValueBlocks.safetensors(spark, folder, 48, 3))
        .hasMessageContaining("begins at key 64, within a block of 48");
    Files.writeString(folder.resolve("a.safetensors"), "nothing");
    assertThatThrownBy(() -> KeyValueBlocks.safetensors(spark, folder, Sequence.BLOCK, 3))
        .hasMessageContaining("a.safetensors");
  }

  @Test
  void aBlockThatComesTwiceIsTakenOnce(SparkSession spark) {
    Dataset<Row> table = blocks(spark, 4).toTable(spark);
    Attention attention = Attention.scaledDotProduct();
    KeyValueBlocks twice = KeyValueBlocks.of(table.union(table.where("block % 3 = 1")).coalesce(1));
    assertSame(
        ShardedAttention.of(attention).attend(SEQUENCE.query(), twice).attention(),
        SEQUENCE.alone(attention));
  }

  @Test
  void aBlockThatIsMissingIsNamed(SparkSession spark) {
    KeyValueBlocks fewer = KeyValueBlocks.of(blocks(spark, 4).toTable(spark).where("block <> 5"));
    ShardedAttention sharded = ShardedAttention.of(Attention.scaledDotProduct());
    assertThatThrownBy(() -> sharded.attend(SEQUENCE.query(), fewer))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("block 5 of 16 did not come");
  }

  private static Dataset<Row> withBad(SparkSession spark, String column, Object numbers) {
    Dataset<Row> table = blocks(spark, 4).toTable(spark);
    List<Row> rows =
        table.collectAsList().stream()
            .map(row -> {
              Object[] values = new Object[row.size()];
              for (int i = 0; i < values.length; i++) {
                values[i] = row.get(i);
              }
              if (row.getInt(0) == 3) {
                values[row.fieldIndex(column)] = numbers;
              }
              return RowFactory.create(values);
            })
            .toList();
    return spark.createDataFrame(rows, table.schema());
  }

  private static Stream<Object[]> badBlocks() {
    float[] notANumber = new float[Sequence.KEY_HEADS * Sequence.BLOCK * Sequence.VALUE_DEPTH];
    notANumber[17] = Float.NaN;
    float[] infinite = new float[Sequence.KEY_HEADS * Sequence.BLOCK * Sequence.DEPTH];
    infinite[2047] = Float.NEGATIVE_INFINITY;
    return Stream.of(
        new Object[] {"key", null, "its keys are null"},
        new Object[] {"key", new float[0], "its keys are 0 numbers, not 2 heads × 64 keys × 16"},
        new Object[] {"value", new float[1537], "its values are 1537 numbers, not 2 heads × 64"},
        new Object[] {"key", infinite, "its keys have -Infinity at number 2047"},
        new Object[] {"value", notANumber, "its values have NaN at number 17"});
  }

  @ParameterizedTest
  @MethodSource("badBlocks")
  void aBadBlockEndsTheJobOrIsLeftOutAndNamed(
      String column, Object numbers, String sentence, SparkSession spark) {
    KeyValueBlocks blocks = KeyValueBlocks.of(withBad(spark, column, numbers));
    Attention attention = Attention.scaledDotProduct();
    ShardedAttention sharded = ShardedAttention.of(attention);
    assertThatThrownBy(() -> sharded.attend(SEQUENCE.query(), blocks))
        .hasStackTraceContaining("block 3, keys 192 to 255: " + sentence);
    ShardedResult result = sharded.leavingOutBadBlocks().attend(SEQUENCE.query(), blocks);
    assertThat(result.leftOut()).containsOnlyKeys(3);
    assertThat(result.leftOut().get(3)).startsWith(sentence);
    Attention masked = attention.withMask(Mask.function((b, h, i, j) -> j < 192 || j > 255));
    assertSame(result.attention(), SEQUENCE.alone(masked));
  }

  @Test
  void whatDoesNotFitIsSaidBeforeAnythingRuns(SparkSession spark) {
    KeyValueBlocks blocks = blocks(spark, 2);
    ShardedAttention sharded = ShardedAttention.of(Attention.scaledDotProduct());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sharded.attend(Tensor.of(new float[48], 3, 1, 16), blocks))
        .withMessageContaining("H a multiple of 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            ShardedAttention.of(
                Attention.scaledDotProduct().withBias(Bias.alibi(Tensor.of(new float[] {1}, 1)))))
        .withMessageContaining("bias does not travel");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            ShardedAttention.of(
                Attention.scaledDotProduct().withMask(Mask.function((b, h, i, j) -> true))))
        .withMessageContaining("mask of function does not travel");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> blocks.aligned(3))
        .withMessageContaining("power of two");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyValueBlocks.of(spark.range(3).toDF()))
        .withMessageContaining("blocks of a sequence are rows of");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyValueBlocks.of(blocks.toTable(spark).where("block < 0")))
        .withMessageContaining("without rows");
  }
}
