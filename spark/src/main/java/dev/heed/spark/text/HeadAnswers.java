package dev.heed.spark.text;

import dev.heed.inspection.HeadSummary;
import dev.heed.inspection.Inspection;
import dev.heed.inspection.TopKeys;
import dev.heed.models.EncodedText;
import dev.heed.models.Encoder;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Where the heads of a model look in each text: the tokens, and for each head its numbers and the
 * keys with the largest weights.
 */
public final class HeadAnswers implements TextAnswers {
  private static final long serialVersionUID = 1;

  private final int[] layers;
  private final int topKeys;

  /**
   * @param layers those that are told; none for all
   * @param topKeys keys of each query that are told, at most as many as a text has; 0 for none
   */
  public HeadAnswers(int[] layers, int topKeys) {
    this.layers = layers.clone();
    this.topKeys = topKeys;
  }

  /** What the column holds. */
  public static DataType type() {
    ArrayType keys = new ArrayType(new ArrayType(DataTypes.IntegerType, false), false);
    ArrayType weights = new ArrayType(new ArrayType(DataTypes.FloatType, false), false);
    StructType head =
        new StructType()
            .add("layer", DataTypes.IntegerType, false)
            .add("head", DataTypes.IntegerType, false)
            .add("entropy", DataTypes.DoubleType, false)
            .add("distance", DataTypes.DoubleType, false)
            .add("sink", DataTypes.DoubleType, false)
            .add("diagonal", DataTypes.DoubleType, false)
            .add("previous", DataTypes.DoubleType, false)
            .add("induction", DataTypes.DoubleType, false)
            .add("topKeys", keys, false)
            .add("topWeights", weights, false);
    return new StructType()
        .add("tokens", new ArrayType(DataTypes.StringType, false), false)
        .add("heads", new ArrayType(head, false), false);
  }

  @Override
  public List<Answer> of(Encoder encoder, List<String> texts) {
    return encoder.encode(texts).stream()
        .map(text -> new Answer(row(encoder, text), text.encoding().cut()))
        .toList();
  }

  private Row row(Encoder encoder, EncodedText text) {
    String[] tokens = text.encoding().pieces().toArray(String[]::new);
    List<List<HeadSummary>> summaries = text.headSummaries();
    List<Row> heads = new ArrayList<>();
    for (int layer : told(encoder)) {
      TopKeys top = topKeys == 0 ? null : top(text, layer, Math.min(topKeys, tokens.length));
      for (int head = 0; head < encoder.heads(); head++) {
        HeadSummary summary = summaries.get(layer).get(head);
        heads.add(
            RowFactory.create(
                layer,
                head,
                summary.entropy(),
                summary.distance(),
                summary.sink(),
                summary.diagonal(),
                summary.previous(),
                summary.induction(),
                top == null ? new int[0][] : keys(top.keys().select(0, head)),
                top == null ? new float[0][] : weights(top.weights().select(0, head))));
      }
    }
    return RowFactory.create(tokens, heads.toArray(Row[]::new));
  }

  private int[] told(Encoder encoder) {
    if (layers.length == 0) {
      int[] all = new int[encoder.layers()];
      Arrays.setAll(all, layer -> layer);
      return all;
    }
    for (int layer : layers) {
      if (layer < 0 || layer >= encoder.layers()) {
        throw new IllegalArgumentException(
            "layer %d: %s has layers 0 to %d"
                .formatted(layer, encoder.name(), encoder.layers() - 1));
      }
    }
    return layers;
  }

  private static TopKeys top(EncodedText text, int layer, int count) {
    return Objects.requireNonNull(
        text.inspect(layer, Inspection.none().withTopKeys(count)).weights().topKeys());
  }

  private static int[][] keys(Tensor keys) {
    int[][] rows = new int[keys.size(0)][keys.size(1)];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows[i].length; j++) {
        rows[i][j] = (int) keys.get(i, j);
      }
    }
    return rows;
  }

  private static float[][] weights(Tensor weights) {
    float[][] rows = new float[weights.size(0)][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = weights.select(0, i).toFloatArray();
    }
    return rows;
  }
}
