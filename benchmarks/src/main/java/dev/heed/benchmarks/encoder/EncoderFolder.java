package dev.heed.benchmarks.encoder;

import dev.heed.benchmarks.encoder.EmbeddingOracle.Answer;
import dev.heed.formats.ArrayFile;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * What the processes of a run share: the model's file for engines that want one, tokens and
 * expected embeddings, and the caches of engines.
 *
 * @param path of the folder
 */
public record EncoderFolder(Path path) {
  /** The same weights for all: the file of {@code dev.heed:heed-minilm}. */
  static final String MODEL = "/dev/heed/minilm/model.onnx";

  private static final String TOKENIZER = "/dev/heed/minilm/tokenizer.json";

  /** Where Heed keeps packed weights. */
  public Path cache() {
    return path.resolve("heed-cache");
  }

  /** Where langchain4j's tokenizer keeps its native code. */
  public Path tokenizerCache() {
    return path.resolve("djl");
  }

  /** The model as a file of ONNX, after {@link #unpack}. */
  public Path model() {
    return path.resolve("model.onnx");
  }

  /** The tokenizer as HuggingFace writes it, after {@link #unpack}. */
  public Path tokenizer() {
    return path.resolve("tokenizer.json");
  }

  /** Writes model and tokenizer out of the class path. */
  public void unpack() throws IOException {
    Files.createDirectories(path);
    copy(MODEL, model());
    copy(TOKENIZER, tokenizer());
  }

  private static void copy(String resource, Path target) throws IOException {
    try (InputStream in = EncoderFolder.class.getResourceAsStream(resource)) {
      Files.copy(Objects.requireNonNull(in, resource), target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** The texts of a piece of work. */
  static List<String> texts(EncoderWork work) {
    return work.task() == EncoderTask.BATCH
        ? EncoderTexts.longTexts()
        : EncoderTexts.sentences(work.sentences());
  }

  /** Keeps what was found of the texts of a piece of work. */
  void write(EncoderWork work, Answer answer) throws IOException {
    List<String> lines =
        answer.ids().stream()
            .map(row -> String.join(" ", Arrays.stream(row).mapToObj(Long::toString).toList()))
            .toList();
    Files.write(idsFile(work), lines);
    List<float[]> embeddings = answer.embeddings();
    int width = embeddings.getFirst().length;
    float[] flat = new float[embeddings.size() * width];
    for (int text = 0; text < embeddings.size(); text++) {
      System.arraycopy(embeddings.get(text), 0, flat, text * width, width);
    }
    Tensor tensor = Tensor.of(flat, embeddings.size(), width);
    ArrayFile.write(embeddingsFile(work), Map.of(ArrayFile.UNNAMED, tensor));
  }

  /** The texts of a piece of work with what {@link #write} kept of them. */
  EncoderInputs inputs(EncoderWork work) throws IOException {
    List<long[]> ids =
        Files.readAllLines(idsFile(work)).stream()
            .map(line -> Arrays.stream(line.split(" ", -1)).mapToLong(Long::parseLong).toArray())
            .toList();
    Tensor flat = ArrayFile.read(embeddingsFile(work)).firstEntry().getValue();
    List<float[]> embeddings =
        IntStream.range(0, flat.size(0))
            .mapToObj(text -> flat.select(0, text).toFloatArray())
            .toList();
    return new EncoderInputs(texts(work), ids, embeddings);
  }

  private Path idsFile(EncoderWork work) {
    return path.resolve(name(work) + ".ids.txt");
  }

  private Path embeddingsFile(EncoderWork work) {
    return path.resolve(name(work) + ".npy");
  }

  private static String name(EncoderWork work) {
    return work.task() == EncoderTask.BATCH ? "batch" : "sentences";
  }
}
