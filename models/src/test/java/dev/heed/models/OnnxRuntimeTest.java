package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import dev.heed.formats.JsonFields;
import dev.heed.formats.JsonTree;
import dev.heed.layers.Pooling;
import dev.heed.models.source.ModelSource;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** States, attention and embeddings that ONNX Runtime gives for the same tokens and file. */
final class OnnxRuntimeTest {
  /** Tokens that the last text has at least; the model takes fewer. */
  private static final int LONGEST = 700;

  private static final double NEAR = 2e-5;

  /** The same of a model with twice as many layers. */
  private static final double NEAR_BGE = 5e-5;

  /** Of numbers of about 0.05, each from many tokens. */
  private static final double NEAR_VECTORS = 2e-6;

  @Test
  void twoHundredTextsOfManyScriptsAreNear() throws IOException, OrtException {
    requireNear(ModelSource.miniLm(), "minilm", 200, NEAR);
  }

  @Test
  void aHundredTextsOfManyScriptsAreNearWithTheOtherModel() throws IOException, OrtException {
    requireNear(ModelSource.bgeSmall(), "bgesmall", 100, NEAR_BGE);
  }

  private static void requireNear(ModelSource source, String folder, int count, double near)
      throws IOException, OrtException {
    List<String> texts;
    double states = 0;
    double weights = 0;
    double vectors = 0;
    long tokens = 0;
    int longest = 0;
    try (Encoder encoder = Encoder.load(source);
        InputStream file = resource(folder, "model.onnx");
        RuntimeOracle oracle = new RuntimeOracle(file)) {
      assertThat(oracle.layers()).isEqualTo(encoder.layers());
      texts = texts(encoder, folder, count);
      for (int from = 0; from < count; from += 10) {
        List<String> some = texts.subList(from, from + 10);
        Tensor embeddings = encoder.embed(some).vectors();
        List<EncodedText> encoded = encoder.encode(some);
        for (int n = 0; n < some.size(); n++) {
          EncodedText ours = encoded.get(n);
          RuntimeOracle.Answer theirs = oracle.run(ours.encoding().ids());
          for (int layer = 0; layer <= encoder.layers(); layer++) {
            Tensor state = ours.hiddenStates().select(0, layer);
            states = Math.max(states, Golden.difference(state, theirs.states().get(layer)));
          }
          for (int layer = 0; layer < encoder.layers(); layer++) {
            Tensor map = ours.attention(layer);
            weights = Math.max(weights, Golden.difference(map, theirs.weights().get(layer)));
          }
          double[] vector = vector(theirs.states().getLast(), encoder.settings().pooling());
          Tensor pooled = Tensor.of(vector, vector.length);
          vectors = Math.max(vectors, Golden.difference(embeddings.select(0, n), pooled));
          tokens += ours.encoding().tokens().size();
          longest = Math.max(longest, ours.encoding().tokens().size());
        }
      }
      assertThat(longest).isEqualTo(encoder.maxTokens());
    }
    System.out.printf(
        "%d texts of %d tokens, the longest of %d: largest difference of states %.2g, of weights"
            + " %.2g, of embeddings %.2g%n",
        texts.size(), tokens, longest, states, weights, vectors);
    assertThat(states).isLessThan(near);
    assertThat(weights).isLessThan(near);
    assertThat(vectors).isLessThan(NEAR_VECTORS);
  }

  /** The embedding in float64: the first row or the mean of all, divided by its length. */
  private static double[] vector(Tensor states, Pooling pooling) {
    double[] vector = new double[states.size(1)];
    int rows = pooling == Pooling.CLS ? 1 : states.size(0);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < vector.length; column++) {
        vector[column] += states.get(row, column);
      }
    }
    double length = Math.sqrt(Arrays.stream(vector).map(number -> number * number).sum());
    return Arrays.stream(vector).map(number -> number / length).toArray();
  }

  /** Longer and longer ones: most of few tokens, the last of more than the model takes. */
  private static List<String> texts(Encoder encoder, String folder, int count) throws IOException {
    RandomGenerator random = Seeds.fromProperty().random();
    List<String> pieces;
    try (InputStream in = resource(folder, "tokenizer.json")) {
      JsonFields file = JsonTree.read("tokenizer.json", in);
      pieces = List.copyOf(file.object("model").object("vocab").fields().keySet());
    }
    RandomTexts source = new RandomTexts(random, pieces);
    List<String> texts = new ArrayList<>();
    while (texts.size() < count) {
      double share = texts.size() / (count - 1.0);
      double wanted = StrictMath.pow(LONGEST, share * share * share);
      StringBuilder text = new StringBuilder();
      long size = 0;
      while (size < wanted) {
        String added = source.next();
        size += encoder.tokenizer().encode(added, Integer.MAX_VALUE).tokens().size() - 2;
        text.append(added).append(' ');
      }
      texts.add(text.toString());
    }
    return texts;
  }

  private static InputStream resource(String folder, String name) {
    return Objects.requireNonNull(
        OnnxRuntimeTest.class.getResourceAsStream("/dev/heed/" + folder + "/" + name), name);
  }
}
