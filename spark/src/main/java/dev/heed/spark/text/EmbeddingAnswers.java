package dev.heed.spark.text;

import dev.heed.models.Embeddings;
import dev.heed.models.Encoder;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** An embedding each, {@code array<float>}. */
public final class EmbeddingAnswers implements TextAnswers {
  private static final long serialVersionUID = 1;

  /** What the column holds. */
  public static DataType type() {
    return DataTypes.createArrayType(DataTypes.FloatType, false);
  }

  @Override
  public List<Answer> of(Encoder encoder, List<String> texts) {
    Embeddings embeddings = encoder.embed(texts);
    return IntStream.range(0, texts.size())
        .mapToObj(i -> new Answer(embeddings.vector(i).toFloatArray(), embeddings.cut(i)))
        .toList();
  }
}
