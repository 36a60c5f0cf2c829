package dev.heed.benchmarks.peers;

import dev.langchain4j.model.embedding.onnx.allminilml6v2.AllMiniLmL6V2EmbeddingModel;
import java.util.Arrays;

/** The smallest program that makes an embedding with langchain4j. */
public final class LangchainStart {
  private LangchainStart() {}

  /** Arguments: what is of no use here, and a text. Prints its embedding in one line. */
  public static void main(String[] arguments) {
    float[] vector = new AllMiniLmL6V2EmbeddingModel().embed(arguments[1]).content().vector();
    System.out.println(Arrays.toString(vector));
  }
}
