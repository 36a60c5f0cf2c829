package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.attention.Steps;
import dev.heed.formats.JsonFields;
import dev.heed.models.source.ModelSource;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The numbers of ONNX Runtime for MiniLM; see the README beside them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GoldenStatesTest {
  private static final double NEAR = 2e-5;

  private Encoder encoder;

  @BeforeAll
  void load() throws IOException {
    encoder = Encoder.load(ModelSource.miniLm());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 4})
  void everyStateOfEveryLayerIsNear(int id) throws IOException {
    EncodedText text = encoder.encode(text(id));
    requireNear(text.hiddenStates(), "s" + id + "_hidden_states");
    requireNear(text.lastHiddenState(), "s" + id + "_last_hidden_state");
    requireNear(text.embedding(), "s" + id + "_embedding");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 4})
  void theAttentionOfEveryHeadIsNear(int id) throws IOException {
    requireNear(encoder.encode(text(id)).attention(), "s" + id + "_attention");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4})
  void theScoresOfEveryHeadAreNear(int id) throws IOException {
    EncodedText text = encoder.encode(text(id));
    Tensor scores = Golden.array("s" + id + "_scores");
    assertThat(scores.size(0)).isEqualTo(encoder.layers());
    for (int layer = 0; layer < encoder.layers(); layer++) {
      Steps steps = text.steps(layer);
      // They were taken before the softmax, so that the scale is in them.
      requireNear(steps.scaled(), scores.select(0, layer), "s%d_scores %d".formatted(id, layer));
    }
  }

  @Test
  void inABatchEveryTextIsNear() throws IOException {
    List<String> texts =
        Golden.texts().list("batch_texts").stream().map(String.class::cast).toList();
    Tensor states = Golden.array("batch_last_hidden_state");
    Tensor attention = Golden.array("batch_attention");
    List<EncodedText> encoded = encoder.encode(texts);
    assertThat(encoded).hasSize(states.size(0));
    for (int i = 0; i < encoded.size(); i++) {
      int tokens = encoded.get(i).encoding().tokens().size();
      Tensor kept = states.select(0, i).slice(0, 0, tokens);
      requireNear(encoded.get(i).lastHiddenState(), kept, "batch_last_hidden_state, text " + i);
      Tensor weights = attention.select(1, i).slice(2, 0, tokens).slice(3, 0, tokens);
      requireNear(encoded.get(i).attention(), weights, "batch_attention, text " + i);
    }
  }

  private static String text(int id) throws IOException {
    for (JsonFields text : Golden.texts().objects("texts")) {
      if (text.count("id") == id) {
        return text.text("text");
      }
    }
    throw new AssertionError("text " + id);
  }

  private static void requireNear(Tensor ours, String name) throws IOException {
    requireNear(ours, Golden.array(name), name);
  }

  private static void requireNear(Tensor ours, Tensor theirs, String name) {
    double difference = Golden.difference(ours, theirs);
    System.out.printf("%s: %.2g%n", name, difference);
    assertThat(difference).as(name).isLessThan(NEAR);
  }
}
