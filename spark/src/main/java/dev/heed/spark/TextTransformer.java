package dev.heed.spark;

import dev.heed.spark.text.ModelChoice;
import dev.heed.spark.text.RowPlan;
import dev.heed.spark.text.TextAnswers;
import dev.heed.spark.text.TextRows;
import java.util.Arrays;
import java.util.Locale;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A stage of a pipeline that reads a column of texts with a model and adds a column. Each executor
 * loads the model once, and its tasks share it; partitions stay as they are, and so does the order
 * of rows.
 *
 * <p>A text that is null, empty or too long ends the job with a sentence, or, once there is an
 * error column, leaves null in the output and that sentence beside it.
 *
 * @param <T> the stage itself, which setters return
 */
public abstract sealed class TextTransformer<T extends TextTransformer<T>> extends Transformer
    implements DefaultParamsWritable permits HeedEmbedder, HeedAttention {
  private static final long serialVersionUID = 1;

  private final String uid;
  private final Param<String> inputCol;
  private final Param<String> outputCol;
  private final Param<String> errorCol;
  private final Param<String> model;
  private final Param<String> prefix;
  private final Param<String> overLong;
  private final IntParam maxTokens;
  private final IntParam batchSize;

  TextTransformer(String uid) {
    // Parameters carry the identifier that they are made with.
    this.uid = uid;
    this.inputCol = new Param<>(this, "inputCol", "column of texts");
    this.outputCol = new Param<>(this, "outputCol", "column that is added");
    this.errorCol =
        new Param<>(
            this, "errorCol", "column that says why a text was not read; empty: that ends the job");
    this.model =
        new Param<>(
            this,
            "model",
            "name of a model that comes along, or a folder that every executor sees");
    this.prefix = new Param<>(this, "prefix", "stands before every text");
    this.overLong =
        new Param<>(
            this,
            "overLong",
            "error: a text with too many tokens is not read; cut: up to the limit",
            ParamValidators.inArray(new String[] {"error", "cut"}));
    this.maxTokens =
        new IntParam(
            this, "maxTokens", "most tokens of a text; 0: the model's", ParamValidators.gtEq(0));
    this.batchSize =
        new IntParam(this, "batchSize", "rows that are read at a time", ParamValidators.gt(0));
    setDefault(inputCol, "text");
    setDefault(errorCol, "");
    setDefault(model, "all-MiniLM-L6-v2");
    setDefault(prefix, "");
    setDefault(overLong, "error");
    setDefault(maxTokens, 0);
    setDefault(batchSize, 512);
  }

  /** What the added column holds. */
  abstract DataType outputType();

  /** What is made of texts, with the parameters as they are now. */
  abstract TextAnswers answers();

  /** Which model reads them, and how. */
  abstract ModelChoice choice();

  abstract T self();

  @Override
  public final String uid() {
    return uid;
  }

  /** Parameter: column of texts; {@code text} by default. */
  public final Param<String> inputCol() {
    return inputCol;
  }

  /** Parameter: column that is added. */
  public final Param<String> outputCol() {
    return outputCol;
  }

  /** Parameter: column that says why a text was not read; empty by default, which ends the job. */
  public final Param<String> errorCol() {
    return errorCol;
  }

  /** Parameter: name of a model that comes along, or a folder that every executor sees. */
  public final Param<String> model() {
    return model;
  }

  /** Parameter: stands before every text, such as {@code "passage: "}. */
  public final Param<String> prefix() {
    return prefix;
  }

  /** Parameter: {@code error} by default, or {@code cut}. */
  public final Param<String> overLong() {
    return overLong;
  }

  /** Parameter: most tokens of a text; 0 by default, for the model's own limit. */
  public final IntParam maxTokens() {
    return maxTokens;
  }

  /** Parameter: rows that are read at a time; 512 by default. */
  public final IntParam batchSize() {
    return batchSize;
  }

  /** Reads the texts of this column. */
  public final T setInputCol(String name) {
    set(inputCol, name);
    return self();
  }

  /** Adds a column of this name. */
  public final T setOutputCol(String name) {
    set(outputCol, name);
    return self();
  }

  /** Keeps rows whose text cannot be read, and says why in this column, null elsewhere. */
  public final T setErrorCol(String name) {
    set(errorCol, name);
    return self();
  }

  /** Reads with this model. */
  public final T setModel(String nameOrFolder) {
    set(model, nameOrFolder);
    return self();
  }

  /** Puts this before every text. */
  public final T setPrefix(String text) {
    set(prefix, text);
    return self();
  }

  /** Whether a text with too many tokens is an {@code error}, or is {@code cut}. */
  public final T setOverLong(String what) {
    set(overLong, what.toLowerCase(Locale.ROOT));
    return self();
  }

  /** Reads so many tokens of a text at most. */
  public final T setMaxTokens(int most) {
    set(maxTokens, most);
    return self();
  }

  /** Reads so many rows at a time: more are faster, and wait longer for memory. */
  public final T setBatchSize(int rows) {
    set(batchSize, rows);
    return self();
  }

  final <V> V value(Param<V> param) {
    return getOrDefault(param);
  }

  final ModelChoice choice(String pooling, boolean unitLength) {
    return new ModelChoice(
        value(model), pooling, unitLength, value(prefix), (Integer) getOrDefault(maxTokens));
  }

  /** {@inheritDoc} Nothing is read before an action asks for rows. */
  @Override
  public final Dataset<Row> transform(Dataset<?> dataset) {
    StructType schema = dataset.schema();
    StructType added = transformSchema(schema);
    RowPlan plan =
        new RowPlan(
            schema.fieldIndex(value(inputCol)),
            (Integer) getOrDefault(batchSize),
            !value(errorCol).isEmpty(),
            value(overLong).equals("cut"));
    TextAnswers answers = answers();
    ModelChoice choice = choice();
    MapPartitionsFunction<Row, Row> work = rows -> TextRows.of(rows, plan, answers, choice);
    return dataset.toDF().mapPartitions(work, Encoders.row(added));
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if there is no such column of strings, or what is added is
   *     there already
   */
  @Override
  public final StructType transformSchema(StructType schema) {
    String input = value(inputCol);
    if (!Arrays.asList(schema.fieldNames()).contains(input)) {
      throw new IllegalArgumentException(
          "input column '%s': there are %s"
              .formatted(input, String.join(", ", schema.fieldNames())));
    }
    DataType type = schema.apply(input).dataType();
    if (!type.equals(DataTypes.StringType)) {
      throw new IllegalArgumentException(
          "input column '%s' holds %s: it takes strings".formatted(input, type.simpleString()));
    }
    StructType added = added(schema, value(outputCol), outputType());
    String errors = value(errorCol);
    return errors.isEmpty() ? added : added(added, errors, DataTypes.StringType);
  }

  private static StructType added(StructType schema, String name, DataType type) {
    if (Arrays.asList(schema.fieldNames()).contains(name)) {
      throw new IllegalArgumentException("column '%s' is there already".formatted(name));
    }
    return schema.add(name, type, true);
  }

  @Override
  public final T copy(ParamMap extra) {
    return defaultCopy(extra);
  }
}
