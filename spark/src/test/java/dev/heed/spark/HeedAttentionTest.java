package dev.heed.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.inspection.HeadSummary;
import dev.heed.inspection.Inspection;
import dev.heed.inspection.TopKeys;
import dev.heed.models.EncodedText;
import dev.heed.models.Encoder;
import dev.heed.models.source.ModelSource;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

@DisplayName("S11: a column of heads is what the library says of each text")
@ExtendWith(LocalSpark.class)
class HeedAttentionTest {
  private static final String TEXT = "The cat sat on the mat because it was tired.";

  private static Dataset<Row> table(SparkSession spark) {
    return spark.createDataset(List.of(TEXT, "Yes."), Encoders.STRING()).toDF("text");
  }

  private static Seq<Integer> keysOf(Row head, int query) {
    return head.<Seq<Integer>>getSeq(8).apply(query);
  }

  @Test
  void numbersAndKeysOfEachHeadAreTheLibrarys(SparkSession spark) throws IOException {
    Row answer =
        new HeedAttention()
            .setLayers(2, 5)
            .setTopKeys(4)
            .transform(table(spark))
            .collectAsList()
            .getFirst()
            .getStruct(1);
    try (Encoder encoder = Encoder.load(ModelSource.miniLm())) {
      EncodedText text = encoder.encode(TEXT);
      assertThat(answer.<String>getList(0)).isEqualTo(text.encoding().pieces());
      List<Row> heads = answer.getList(1);
      assertThat(heads).hasSize(2 * 12);
      for (Row head : heads) {
        int layer = head.getInt(0);
        HeadSummary summary = text.headSummaries().get(layer).get(head.getInt(1));
        assertThat(head.getDouble(2)).isEqualTo(summary.entropy());
        assertThat(head.getDouble(3)).isEqualTo(summary.distance());
        assertThat(head.getDouble(6)).isEqualTo(summary.previous());
        TopKeys top =
            Objects.requireNonNull(
                text.inspect(layer, Inspection.none().withTopKeys(4)).weights().topKeys());
        for (int query = 0; query < 13; query++) {
          List<Integer> keys = CollectionConverters.asJava(keysOf(head, query));
          assertThat(keys).hasSize(4);
          assertThat(keys.getFirst()).isEqualTo((int) top.keys().get(head.getInt(1), query, 0));
        }
      }
    }
  }

  @Test
  void aShortTextHasFewerKeysThanAreAskedFor(SparkSession spark) {
    Row answer =
        new HeedAttention()
            .setTopKeys(10)
            .transform(table(spark))
            .collectAsList()
            .get(1)
            .getStruct(1);
    List<Row> heads = answer.getList(1);
    assertThat(heads).hasSize(6 * 12);
    assertThat(heads.getFirst().getSeq(8).length()).isEqualTo(4);
  }

  @Test
  void aLayerThatIsNotThereIsSaid(SparkSession spark) {
    Dataset<Row> rows = new HeedAttention().setLayers(6).transform(table(spark));
    assertThatThrownBy(rows::collectAsList)
        .hasStackTraceContaining("layer 6: all-MiniLM-L6-v2 has layers 0 to 5");
  }
}
