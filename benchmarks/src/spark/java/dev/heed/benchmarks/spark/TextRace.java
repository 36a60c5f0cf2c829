package dev.heed.benchmarks.spark;

import dev.heed.benchmarks.encoder.EncoderTexts;
import dev.heed.execution.Execution;
import dev.heed.models.Encoder;
import dev.heed.models.source.ModelSource;
import dev.heed.spark.HeedEmbedder;
import dev.langchain4j.model.embedding.onnx.allminilml6v2.AllMiniLmL6V2EmbeddingModel;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * One engine embeds the same sentences twice, on two threads; the second pass is timed, so that
 * start-up is in the first. Prints seconds.
 */
public final class TextRace {
  private static final int PARTITIONS = 8;

  private TextRace() {}

  /** langchain4j's model, one in each JVM. */
  private static final class Model {
    static final AllMiniLmL6V2EmbeddingModel ONE = new AllMiniLmL6V2EmbeddingModel();

    private Model() {}
  }

  /** Arguments: library, heed or langchain4j; number of sentences. */
  public static void main(String[] arguments) throws IOException {
    List<String> texts = EncoderTexts.sentences(Integer.parseInt(arguments[1]));
    double seconds =
        arguments[0].equals("library") ? library(texts) : onSpark(arguments[0], texts);
    System.out.printf("%s %.3f%n", arguments[0], seconds);
  }

  private static double library(List<String> texts) throws IOException {
    try (Encoder encoder = Encoder.load(ModelSource.miniLm())) {
      Encoder two = encoder.withExecution(Execution.standard().withThreads(2));
      two.embed(texts);
      long began = System.nanoTime();
      two.embed(texts);
      return (System.nanoTime() - began) / 1e9;
    }
  }

  private static double onSpark(String engine, List<String> texts) {
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate()) {
      Dataset<Row> table =
          spark
              .createDataset(texts, Encoders.STRING())
              .toDF("text")
              .repartition(PARTITIONS)
              .cache();
      table.count();
      Dataset<Row> vectors =
          engine.equals("heed") ? new HeedEmbedder().transform(table) : langchain4j(table);
      run(vectors);
      long began = System.nanoTime();
      run(vectors);
      return (System.nanoTime() - began) / 1e9;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Dataset<Row> langchain4j(Dataset<Row> table) {
    UDF1<String, float[]> embed = text -> Model.ONE.embed(text).content().vector();
    return table.withColumn(
        "embedding",
        functions
            .udf(embed, DataTypes.createArrayType(DataTypes.FloatType, false))
            .apply(functions.col("text")));
  }

  /** All rows are made, and none is kept. */
  private static void run(Dataset<Row> vectors) {
    vectors.write().format("noop").mode("overwrite").save();
  }
}
