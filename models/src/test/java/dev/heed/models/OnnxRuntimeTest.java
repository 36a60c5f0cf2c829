package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.heed.formats.JsonFields;
import dev.heed.formats.JsonTree;
import dev.heed.models.source.ModelSource;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The last hidden states that ONNX Runtime gives for the same tokens and the same file. */
final class OnnxRuntimeTest {
  /** Tokens that the last text has at least; the model takes fewer. */
  private static final int LONGEST = 700;

  private static final double NEAR = 2e-5;

  @Test
  void twoHundredTextsOfManyScriptsAreNear() throws IOException, OrtException {
    requireNear(ModelSource.miniLm(), "minilm", 200);
  }

  @Test
  void aHundredTextsOfManyScriptsAreNearWithTheOtherModel() throws IOException, OrtException {
    requireNear(ModelSource.bgeSmall(), "bgesmall", 100);
  }

  private static void requireNear(ModelSource source, String folder, int count)
      throws IOException, OrtException {
    Encoder encoder = Encoder.load(source);
    List<String> texts = texts(encoder, folder, count);
    double worst = 0;
    long tokens = 0;
    int longest = 0;
    try (OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession session = session(environment, folder)) {
      for (int from = 0; from < texts.size(); from += 10) {
        for (EncodedText ours : encoder.encode(texts.subList(from, from + 10))) {
          Tensor theirs = lastHiddenState(environment, session, ours.encoding().ids());
          worst = Math.max(worst, Golden.difference(ours.lastHiddenState(), theirs));
          tokens += theirs.size(0);
          longest = Math.max(longest, theirs.size(0));
        }
      }
    }
    System.out.printf(
        "%d texts of %d tokens, the longest of %d: largest difference %.2g%n",
        texts.size(), tokens, longest, worst);
    assertThat(longest).isEqualTo(encoder.maxTokens());
    assertThat(worst).isLessThan(NEAR);
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

  private static OrtSession session(OrtEnvironment environment, String folder)
      throws IOException, OrtException {
    try (InputStream in = resource(folder, "model.onnx");
        OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      return environment.createSession(in.readAllBytes(), options);
    }
  }

  private static Tensor lastHiddenState(OrtEnvironment environment, OrtSession session, int[] ids)
      throws OrtException {
    long[] wide = Arrays.stream(ids).asLongStream().toArray();
    long[] ones = new long[ids.length];
    Arrays.fill(ones, 1);
    long[] shape = {1, ids.length};
    try (OnnxTensor input = OnnxTensor.createTensor(environment, LongBuffer.wrap(wide), shape);
        OnnxTensor mask = OnnxTensor.createTensor(environment, LongBuffer.wrap(ones), shape);
        OnnxTensor kinds =
            OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[ids.length]), shape);
        OrtSession.Result result =
            session.run(
                Map.of("input_ids", input, "attention_mask", mask, "token_type_ids", kinds))) {
      FloatBuffer numbers = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] copy = new float[numbers.remaining()];
      numbers.get(copy);
      return Tensor.of(copy, ids.length, copy.length / ids.length);
    }
  }

  private static InputStream resource(String folder, String name) {
    return Objects.requireNonNull(
        OnnxRuntimeTest.class.getResourceAsStream("/dev/heed/" + folder + "/" + name), name);
  }
}
