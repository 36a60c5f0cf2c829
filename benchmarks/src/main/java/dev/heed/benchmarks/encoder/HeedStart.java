package dev.heed.benchmarks.encoder;

import dev.heed.models.Encoder;
import dev.heed.models.source.ModelSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;

/** The smallest program that makes an embedding with Heed. */
public final class HeedStart {
  private HeedStart() {}

  /** Arguments: the folder of the cache, and a text. Prints its embedding in one line. */
  public static void main(String[] arguments) throws IOException {
    Consumer<String> notice = System.err::println;
    try (Encoder encoder = Encoder.load(ModelSource.miniLm(), Path.of(arguments[0]), notice)) {
      System.out.println(Arrays.toString(encoder.embed(arguments[1]).toFloatArray()));
    }
  }
}
