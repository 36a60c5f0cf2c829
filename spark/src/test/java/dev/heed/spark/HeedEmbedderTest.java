package dev.heed.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.layers.Pooling;
import dev.heed.models.Embeddings;
import dev.heed.models.Encoder;
import dev.heed.models.source.ModelSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("S11: a column of embeddings is what the library makes of each text")
@ExtendWith(LocalSpark.class)
class HeedEmbedderTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.IntegerType, false)
          .add("text", DataTypes.StringType, true);

  @TempDir private Path folder;

  private static List<String> texts(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "text %d says ".formatted(i) + "that a river is wide ".repeat(i % 7))
        .toList();
  }

  private static Dataset<Row> table(SparkSession spark, List<? extends @Nullable String> texts) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      rows.add(RowFactory.create(i, texts.get(i)));
    }
    return spark.createDataFrame(rows, SCHEMA);
  }

  private static float[] vector(Row row, String column) {
    List<Float> numbers = row.getList(row.fieldIndex(column));
    float[] vector = new float[numbers.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = numbers.get(i);
    }
    return vector;
  }

  private static void assertVectors(List<Row> rows, Embeddings wanted) {
    assertThat(rows).hasSize(wanted.count());
    for (Row row : rows) {
      assertThat(vector(row, "embedding"))
          .as(row.getString(1))
          .isEqualTo(wanted.vector(row.getInt(0)).toFloatArray());
    }
  }

  @Test
  void eachPartitionAndEachBatchGivesTheSameBits(SparkSession spark) throws IOException {
    List<String> texts = texts(100);
    try (Encoder encoder = Encoder.load(ModelSource.miniLm())) {
      Embeddings wanted = encoder.embed(texts);
      for (int partitions : new int[] {1, 3, 8}) {
        Dataset<Row> table = table(spark, texts).repartition(partitions);
        assertVectors(
            new HeedEmbedder().setBatchSize(7 * partitions).transform(table).collectAsList(),
            wanted);
      }
    }
  }

  @Test
  void settingsAreThoseOfTheLibrary(SparkSession spark) throws IOException {
    List<String> texts = texts(5);
    HeedEmbedder embedder =
        new HeedEmbedder()
            .setPooling("max")
            .setUnitLength(false)
            .setPrefix("query: ")
            .setMaxTokens(9)
            .setOverLong("cut");
    try (Encoder encoder = Encoder.load(ModelSource.miniLm())) {
      Encoder same =
          encoder.withSettings(
              encoder
                  .settings()
                  .withPooling(Pooling.MAX)
                  .withUnitLength(false)
                  .withPrefix("query: ")
                  .withMaxTokens(9));
      assertVectors(embedder.transform(table(spark, texts)).collectAsList(), same.embed(texts));
    }
  }

  @Test
  void aPipelineIsSavedAndRead(SparkSession spark) throws IOException {
    String path = folder.resolve("pipeline").toString();
    Dataset<Row> table = table(spark, texts(6));
    HeedEmbedder embedder = new HeedEmbedder().setOutputCol("vector").setPrefix("a: ");
    PipelineModel model = new Pipeline().setStages(new PipelineStage[] {embedder}).fit(table);
    model.write().save(path);
    PipelineModel read = PipelineModel.load(path);
    HeedEmbedder stage = (HeedEmbedder) read.stages()[0];
    assertThat(stage.uid()).isEqualTo(embedder.uid());
    assertThat(stage.explainParams()).isEqualTo(embedder.explainParams());
    List<Row> before = model.transform(table).collectAsList();
    List<Row> after = read.transform(table).collectAsList();
    for (int i = 0; i < 6; i++) {
      assertThat(vector(after.get(i), "vector")).isEqualTo(vector(before.get(i), "vector"));
    }
  }

  @Test
  void badRowsAreKeptAndSaid(SparkSession spark) {
    List<@Nullable String> texts = new ArrayList<>(texts(5));
    texts.set(1, null);
    texts.set(2, "  ");
    texts.set(3, "word ".repeat(600));
    List<Row> rows =
        new HeedEmbedder()
            .setErrorCol("error")
            .setBatchSize(2)
            .transform(table(spark, texts).coalesce(1))
            .collectAsList();
    assertThat(rows).hasSize(5);
    assertThat(rows.stream().map(row -> row.getInt(0))).containsExactly(0, 1, 2, 3, 4);
    assertThat(rows.stream().map(row -> row.isNullAt(2)))
        .containsExactly(false, true, true, true, false);
    assertThat(rows.stream().map(row -> row.getString(3)))
        .containsExactly(
            null,
            "the text is null",
            "the text is empty",
            "the text has more than the 512 tokens that all-MiniLM-L6-v2 reads",
            null);
  }

  @Test
  void aPartitionOfBadRowsAloneIsKept(SparkSession spark) {
    List<@Nullable String> texts = Arrays.asList(null, "", null, " ");
    for (TextTransformer<?> stage :
        List.of(
            new HeedEmbedder().setErrorCol("error"), new HeedAttention().setErrorCol("error"))) {
      List<Row> rows = stage.transform(table(spark, texts).coalesce(1)).collectAsList();
      assertThat(rows.stream().map(row -> row.getString(3)))
          .containsExactly(
              "the text is null", "the text is empty", "the text is null", "the text is empty");
      assertThat(rows).allMatch(row -> row.isNullAt(2));
      assertThat(stage.transform(table(spark, List.of())).collectAsList()).isEmpty();
    }
  }

  @Test
  void aBadRowEndsTheJobWithASentence(SparkSession spark) {
    List<@Nullable String> texts = new ArrayList<>(texts(3));
    texts.set(1, null);
    Dataset<Row> rows = new HeedEmbedder().transform(table(spark, texts).coalesce(1));
    assertThatThrownBy(rows::collectAsList)
        .hasStackTraceContaining("row 1 of partition 0: the text is null (setErrorCol keeps");
  }

  @Test
  void whatDoesNotFitIsSaidBeforeAnythingRuns(SparkSession spark) {
    Dataset<Row> table = table(spark, texts(2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HeedEmbedder().setInputCol("texts").transform(table))
        .withMessage("input column 'texts': there are id, text");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HeedEmbedder().setInputCol("id").transform(table))
        .withMessage("input column 'id' holds int: it takes strings");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HeedEmbedder().setOutputCol("id").transform(table))
        .withMessage("column 'id' is there already");
    assertThatThrownBy(() -> new HeedEmbedder().setPooling("median"))
        .hasMessageContaining("pooling");
    assertThatThrownBy(
            () -> new HeedEmbedder().setModel("no-such-model").transform(table).collectAsList())
        .hasStackTraceContaining("the models with a name are all-MiniLM-L6-v2");
  }
}
