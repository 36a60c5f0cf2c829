package dev.heed.spark;

import dev.heed.spark.text.HeadAnswers;
import dev.heed.spark.text.ModelChoice;
import dev.heed.spark.text.TextAnswers;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.DataType;

/**
 * Adds where the heads of a model look in each text: a struct with the {@code tokens} and, for each
 * head of the layers that are asked for, {@code layer}, {@code head}, {@code entropy}, {@code
 * distance}, {@code sink}, {@code diagonal}, {@code previous}, {@code induction} (see {@link
 * dev.heed.inspection.HeadSummary}), and {@code topKeys} with {@code topWeights}: for each token
 * the tokens that it looks at most, in descending order.
 *
 * <pre>{@code
 * Dataset<Row> looks = new HeedAttention().setLayers(2, 5).setTopKeys(3).transform(texts);
 * }</pre>
 */
public final class HeedAttention extends TextTransformer<HeedAttention> {
  private static final long serialVersionUID = 1;

  private final IntArrayParam layers =
      new IntArrayParam(this, "layers", "layers that are told; none: all of them");
  private final IntParam topKeys =
      new IntParam(this, "topKeys", "keys of each token that are told", ParamValidators.gtEq(0));

  /** A stage that adds the column {@code attention}. */
  public HeedAttention() {
    this(Identifiable.randomUID("heedAttention"));
  }

  /** The same with an identifier of its own. */
  public HeedAttention(String uid) {
    super(uid);
    setDefault(outputCol(), "attention");
    setDefault(layers, new int[0]);
    setDefault(topKeys, 0);
  }

  /** Reads what {@code save} has written; pipelines call it. */
  public static MLReader<HeedAttention> read() {
    return new DefaultParamsReader<>();
  }

  /** What {@code save} has written to a path. */
  public static HeedAttention load(String path) {
    return read().load(path);
  }

  /** Parameter: layers that are told, counted from 0; all of them by default. */
  public IntArrayParam layers() {
    return layers;
  }

  /** Parameter: keys of each token that are told, at most; 0 by default. */
  public IntParam topKeys() {
    return topKeys;
  }

  /** Tells of these layers alone. */
  public HeedAttention setLayers(int... which) {
    set(layers, which);
    return this;
  }

  /** Tells so many keys of each token, or as many as there are. */
  public HeedAttention setTopKeys(int most) {
    set(topKeys, most);
    return this;
  }

  @Override
  DataType outputType() {
    return HeadAnswers.type();
  }

  @Override
  TextAnswers answers() {
    return new HeadAnswers(value(layers), (Integer) getOrDefault(topKeys));
  }

  @Override
  ModelChoice choice() {
    return choice("", true);
  }

  @Override
  HeedAttention self() {
    return this;
  }
}
