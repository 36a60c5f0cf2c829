package dev.heed.models.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.formats.JsonFields;
import dev.heed.models.Golden;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The numbers that others published for MiniLM; see the README beside them. */
final class GoldenTokensTest {

  @Test
  void singleTextsHaveTheNumbersThatTheModelWasGiven() throws IOException {
    Tokenizer tokenizer = TokenizerJson.load(TokenizerJson.minilm());
    List<JsonFields> texts = Golden.texts().objects("texts");
    assertThat(texts).hasSize(3);
    for (JsonFields text : texts) {
      Encoding encoding = tokenizer.encode(text.text("text"), 512);
      assertThat(encoding.ids())
          .containsExactly(row(Golden.array("s" + text.count("id") + "_input_ids").unsqueeze(), 0));
      assertThat(encoding.ids()).hasSize(text.count("tokens"));
      assertThat(encoding.cut()).isZero();
    }
  }

  @Test
  void theTextsOfTheBatchHaveTheNumbersOfTheirRows() throws IOException {
    Tokenizer tokenizer = TokenizerJson.load(TokenizerJson.minilm());
    Tensor rows = Golden.array("batch_input_ids");
    List<?> texts = Golden.texts().list("batch_texts");
    assertThat(texts).hasSize(rows.size(0));
    for (int i = 0; i < texts.size(); i++) {
      int[] ids = tokenizer.encode((String) texts.get(i), 512).ids();
      int[] padded = Arrays.copyOf(ids, rows.size(1));
      assertThat(padded).containsExactly(row(rows, i));
    }
  }

  @Test
  void theSentenceOfTheDocumentsIsCutWhereItsWordsAre() throws IOException {
    Encoding encoding =
        TokenizerJson.load(TokenizerJson.minilm()).encode("The cat sat on the mat.", 512);
    assertThat(encoding.pieces())
        .containsExactly("[CLS]", "the", "cat", "sat", "on", "the", "mat", ".", "[SEP]");
    assertThat(encoding.tokens().get(2)).isEqualTo(new Token(4937, "cat", 4, 7, 1, false));
  }

  private static int[] row(Tensor rows, int index) {
    int[] row = new int[rows.size(1)];
    for (int i = 0; i < row.length; i++) {
      row[i] = (int) rows.get(index, i);
    }
    return row;
  }
}
