package dev.heed.benchmarks.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** all-MiniLM-L6-v2 in ONNX Runtime, and the pooling that its graph leaves to the caller. */
final class MiniLmSession implements AutoCloseable {
  private final OrtSession session;

  /**
   * @param model the file of ONNX
   * @param threads that work on a call
   * @param optimisation of the graph
   */
  MiniLmSession(Path model, int threads, OrtSession.SessionOptions.OptLevel optimisation) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(optimisation);
      session = OrtEnvironment.getEnvironment().createSession(model.toString(), options);
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The version of ONNX Runtime. */
  static String version() {
    return OrtEnvironment.getEnvironment().getVersion();
  }

  /**
   * The embeddings of some texts in one batch: padded to the longest, the mean of all states that
   * are of tokens, divided by its length.
   *
   * @param ids the tokens of each text
   * @return {@code [texts][n]}
   */
  float[][] embed(List<long[]> ids) {
    int longest = ids.stream().mapToInt(row -> row.length).max().orElseThrow();
    long[] padded = new long[ids.size() * longest];
    long[] mask = new long[padded.length];
    for (int text = 0; text < ids.size(); text++) {
      long[] row = ids.get(text);
      System.arraycopy(row, 0, padded, text * longest, row.length);
      Arrays.fill(mask, text * longest, text * longest + row.length, 1);
    }
    long[] shape = {ids.size(), longest};
    try (OnnxTensor tokens = tensor(padded, shape);
        OnnxTensor masks = tensor(mask, shape);
        OnnxTensor kinds = tensor(new long[padded.length], shape);
        OrtSession.Result result =
            session.run(
                Map.of("input_ids", tokens, "attention_mask", masks, "token_type_ids", kinds))) {
      FloatBuffer states = ((OnnxTensor) result.get(0)).getFloatBuffer();
      int width = states.remaining() / padded.length;
      float[][] embeddings = new float[ids.size()][];
      for (int text = 0; text < embeddings.length; text++) {
        embeddings[text] = pool(states, text * longest, ids.get(text).length, width);
      }
      return embeddings;
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  private static OnnxTensor tensor(long[] numbers, long... shape) throws OrtException {
    return OnnxTensor.createTensor(
        OrtEnvironment.getEnvironment(), LongBuffer.wrap(numbers), shape);
  }

  private static float[] pool(FloatBuffer states, int firstRow, int rows, int width) {
    float[] sum = new float[width];
    float[] state = new float[width];
    for (int row = firstRow; row < firstRow + rows; row++) {
      states.get(row * width, state);
      for (int n = 0; n < width; n++) {
        sum[n] += state[n];
      }
    }
    double squares = 0;
    for (float number : sum) {
      squares += (double) number * number;
    }
    // Of unit length is what counts: the number of rows falls out.
    float factor = (float) (1 / Math.sqrt(squares));
    for (int n = 0; n < width; n++) {
      sum[n] *= factor;
    }
    return sum;
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
