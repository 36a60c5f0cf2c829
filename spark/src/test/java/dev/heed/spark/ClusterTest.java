package dev.heed.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.attention.Attention;
import dev.heed.attention.AttentionResult;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.models.Embeddings;
import dev.heed.models.Encoder;
import dev.heed.models.source.ModelSource;
import dev.heed.spark.sequence.KeyValueBlock;
import dev.heed.spark.sequence.KeyValueBlocks;
import dev.heed.spark.sequence.KeyValueLayout;
import dev.heed.tensor.DType;
import dev.heed.testkit.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A real master and two workers; what is killed last is a worker, which does not come back. */
@DisplayName("S11, S14: a cluster whose machines fail gives the same bits")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterTest {
  private static final String VECTORS = "--add-modules=jdk.incubator.vector";
  private static final Sequence SEQUENCE = Sequence.random();
  private static final Attention CAUSAL =
      Attention.scaledDotProduct().withMask(Mask.causal(Corner.BOTTOM_RIGHT));
  private static final AttentionResult WANTED = SEQUENCE.alone(CAUSAL);
  private static final KeyValueLayout LAYOUT =
      new KeyValueLayout(
          DType.FLOAT32,
          Sequence.KEY_HEADS,
          Sequence.KEYS,
          Sequence.DEPTH,
          Sequence.VALUE_DEPTH,
          Sequence.BLOCK);

  @TempDir private static Path folder;

  private static Cluster cluster;
  private static SparkSession spark;

  @TempDir private Path marks;

  @BeforeAll
  static void startCluster() throws IOException {
    cluster = Cluster.start(folder);
    spark = cluster.session(VECTORS);
  }

  @AfterAll
  static void stopCluster() {
    spark.stop();
    cluster.close();
  }

  private KeyValueBlocks troubled(TroubledMaker.Trouble trouble) {
    List<KeyValueBlock> blocks =
        IntStream.range(0, LAYOUT.blocks())
            .mapToObj(n -> {
              int first = LAYOUT.firstKey(n);
              int end = first + LAYOUT.keysOf(n);
              return KeyValueBlock.of(
                  n, SEQUENCE.key().slice(1, first, end), SEQUENCE.value().slice(1, first, end));
            })
            .toList();
    return KeyValueBlocks.made(
        spark, LAYOUT, 16, new TroubledMaker(blocks, marks.toString(), trouble));
  }

  private static AttentionResult attend(KeyValueBlocks blocks) {
    return ShardedAttention.of(CAUSAL).attend(SEQUENCE.query(), blocks).attention();
  }

  private static void assertWanted(AttentionResult result) {
    assertThat(result.output().toFloatArray()).isEqualTo(WANTED.output().toFloatArray());
    assertThat(result.logSumExp().toDoubleArray()).isEqualTo(WANTED.logSumExp().toDoubleArray());
  }

  private List<String> marks() {
    try (Stream<Path> files = Files.list(marks)) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The result of a job during which something happens once some blocks were begun. */
  private AttentionResult during(KeyValueBlocks blocks, Runnable event) {
    try (ExecutorService one = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<AttentionResult> result =
          CompletableFuture.supplyAsync(() -> attend(blocks), one);
      Cluster.await(() -> marks().size() >= 5, "blocks that are begun");
      assertThat(result).isNotDone();
      event.run();
      return result.join();
    }
  }

  @Test
  @Order(1)
  void twoMachinesGiveTheBitsOfOne() {
    assertWanted(attend(troubled(TroubledMaker.Trouble.slowness(0))));
    assertThat(marks()).hasSize(LAYOUT.blocks());
  }

  @Test
  @Order(2)
  void tasksThatFailAreRunAgain() {
    long seed = Seeds.fromProperty().random().nextLong();
    assertWanted(attend(troubled(TroubledMaker.Trouble.failures(seed))));
    assertThat(marks()).as("seed %d", seed).anyMatch(mark -> mark.endsWith("-1"));
  }

  @Test
  @Order(3)
  void whatIsRunTwiceForSpeedIsTakenOnce() {
    assertWanted(attend(troubled(TroubledMaker.Trouble.straggler(6))));
    assertThat(marks()).contains("6-0", "6-1");
  }

  @Test
  @Order(4)
  void anExecutorThatIsKilledIsReplaced() {
    KeyValueBlocks blocks = troubled(TroubledMaker.Trouble.slowness(250));
    assertWanted(during(blocks, () -> cluster.killExecutor(1)));
    assertThat(marks().size()).isGreaterThan(LAYOUT.blocks());
    Cluster.await(() -> Cluster.executors(spark) == 2, "an executor in its place");
  }

  @Test
  @Order(5)
  void embeddingsAreThoseOfTheLibraryThoughAnExecutorIsKilled() throws IOException {
    List<String> texts =
        IntStream.range(0, 600).mapToObj("the river is %d miles long"::formatted).toList();
    Dataset<Row> table = spark.createDataset(texts, Encoders.STRING()).toDF("text").repartition(12);
    Dataset<Row> vectors = new HeedEmbedder().setBatchSize(10).transform(table);
    try (ExecutorService one = Executors.newVirtualThreadPerTaskExecutor();
        Encoder encoder = Encoder.load(ModelSource.miniLm())) {
      CompletableFuture<List<Row>> rows =
          CompletableFuture.supplyAsync(vectors::collectAsList, one);
      Cluster.await(
          () -> spark.sparkContext().statusTracker().getActiveStageIds().length > 0, "a stage");
      cluster.killExecutor(2);
      Embeddings wanted = encoder.embed(texts);
      assertThat(rows.join()).hasSize(600);
      for (Row row : rows.join()) {
        List<Float> numbers = row.getList(1);
        float[] vector = wanted.vector(texts.indexOf(row.getString(0))).toFloatArray();
        for (int i = 0; i < vector.length; i++) {
          assertThat(numbers.get(i)).isEqualTo(vector[i]);
        }
      }
    }
    Cluster.await(() -> Cluster.executors(spark) == 2, "an executor in its place");
  }

  @Test
  @Order(6)
  void withoutTheVectorApiTheBitsAreTheSame() {
    spark.stop();
    spark = cluster.session();
    assertWanted(attend(troubled(TroubledMaker.Trouble.slowness(0))));
  }

  @Test
  @Order(7)
  void aWorkerThatIsKilledIsDoneWithout() {
    KeyValueBlocks blocks = troubled(TroubledMaker.Trouble.slowness(250));
    assertWanted(during(blocks, () -> cluster.killWorker(2)));
  }
}
