package dev.heed.spark.command;

import java.nio.file.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A file of texts as a table. */
final class TextTable {
  private static final StructType LINES =
      new StructType()
          .add("line", DataTypes.LongType, false)
          .add("text", DataTypes.StringType, false);

  private TextTable() {}

  /**
   * The rows of a file.
   *
   * @throws IllegalArgumentException if its name does not say what it is
   */
  static Dataset<Row> read(SparkSession spark, Path file) {
    String path = file.toString();
    String ending = path.substring(path.lastIndexOf('.') + 1);
    return switch (ending) {
      case "txt" -> lines(spark, path);
      case "jsonl" -> spark.read().json(path);
      case "csv" -> csv(spark, path);
      case "parquet" -> spark.read().parquet(path);
      default ->
          throw new IllegalArgumentException(
              "%s: a file of texts ends in .txt, .jsonl, .csv or .parquet".formatted(file));
    };
  }

  /** As RFC 4180 has it: a quote within quotes is doubled. Spark's own way is a backslash. */
  private static Dataset<Row> csv(SparkSession spark, String path) {
    return spark
        .read()
        .option("header", true)
        .option("multiLine", true)
        .option("escape", "\"")
        .csv(path);
  }

  private static Dataset<Row> lines(SparkSession spark, String path) {
    JavaRDD<Row> rows =
        spark
            .read()
            .textFile(path)
            .javaRDD()
            .zipWithIndex()
            .map(line -> RowFactory.create(line._2(), line._1()));
    return spark.createDataFrame(rows, LINES);
  }
}
