package dev.heed.spark;

import dev.heed.spark.text.EmbeddingAnswers;
import dev.heed.spark.text.ModelChoice;
import dev.heed.spark.text.TextAnswers;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.DataType;

/**
 * Adds an embedding of each text, {@code array<float>}: to the bit what {@link
 * dev.heed.models.Encoder#embed} makes of it, on any number of executors.
 *
 * <pre>{@code
 * Dataset<Row> vectors = new HeedEmbedder().setInputCol("text").transform(texts);
 * }</pre>
 */
public final class HeedEmbedder extends TextTransformer<HeedEmbedder> {
  private static final long serialVersionUID = 1;

  private final Param<String> pooling =
      new Param<>(
          this,
          "pooling",
          "mean, cls or max; model: as its authors mean it",
          ParamValidators.inArray(new String[] {"model", "mean", "cls", "max"}));
  private final BooleanParam unitLength =
      new BooleanParam(this, "unitLength", "whether embeddings are divided by their length");

  /** An embedder that adds the column {@code embedding}. */
  public HeedEmbedder() {
    this(Identifiable.randomUID("heedEmbedder"));
  }

  /** The same with an identifier of its own. */
  public HeedEmbedder(String uid) {
    super(uid);
    setDefault(outputCol(), "embedding");
    setDefault(pooling, "model");
    setDefault(unitLength, true);
  }

  /** Reads what {@code save} has written; pipelines call it. */
  public static MLReader<HeedEmbedder> read() {
    return new DefaultParamsReader<>();
  }

  /** What {@code save} has written to a path. */
  public static HeedEmbedder load(String path) {
    return read().load(path);
  }

  /** Parameter: {@code model} by default, {@code mean}, {@code cls} or {@code max}. */
  public Param<String> pooling() {
    return pooling;
  }

  /** Parameter: whether embeddings are divided by their length; true by default. */
  public BooleanParam unitLength() {
    return unitLength;
  }

  /** How the states of all tokens become one vector. */
  public HeedEmbedder setPooling(String how) {
    set(pooling, how);
    return this;
  }

  /** Whether embeddings are divided by their length. */
  public HeedEmbedder setUnitLength(boolean wanted) {
    set(unitLength, wanted);
    return this;
  }

  @Override
  DataType outputType() {
    return EmbeddingAnswers.type();
  }

  @Override
  TextAnswers answers() {
    return new EmbeddingAnswers();
  }

  @Override
  ModelChoice choice() {
    String how = value(pooling);
    return choice(how.equals("model") ? "" : how, (Boolean) getOrDefault(unitLength));
  }

  @Override
  HeedEmbedder self() {
    return this;
  }
}
