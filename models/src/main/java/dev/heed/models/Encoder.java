package dev.heed.models;

import dev.heed.execution.Execution;
import dev.heed.formats.FileException;
import dev.heed.layers.Pooling;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A BERT encoder: text → tokens → states of every layer, with the attention between the tokens.
 * Immutable; any number of threads may use one.
 *
 * <p>A text gives the same bits alone and among others, at any number of threads, on any machine.
 * Texts are not padded. What is longer than {@link #maxTokens()} is cut, and {@link Encoding#cut()}
 * says by how much.
 */
public final class Encoder {
  /** Tokens computed together; texts are never divided. It changes no bit. */
  static final int TOKENS_AT_ONCE = 1024;

  private final String name;
  private final Tokenizer tokenizer;
  private final BertModel model;
  private final Execution execution;

  private Encoder(String name, Tokenizer tokenizer, BertModel model, Execution execution) {
    this.name = name;
    this.tokenizer = tokenizer;
    this.model = model;
    this.execution = execution;
  }

  /**
   * Loads a model from its source.
   *
   * @throws FileException if a file is missing, damaged or not of a BERT encoder; the message names
   *     the file and the place in it
   */
  public static Encoder load(ModelSource source) throws IOException {
    return load(source, null);
  }

  /**
   * Loads a model, with a packed copy of its weights in a folder for a fast start the next time. A
   * copy that is damaged, or of a source that has changed since, is replaced. Any number of
   * processes may use one folder.
   *
   * @param cache the folder; it is made if need be
   * @param notice takes one sentence when the copy could not be read or written; loading goes on
   *     without it
   * @throws FileException as {@link #load(ModelSource)}
   */
  public static Encoder load(ModelSource source, Path cache, Consumer<String> notice)
      throws IOException {
    return load(source, new WeightCache(cache, notice));
  }

  private static Encoder load(ModelSource source, @Nullable WeightCache cache) throws IOException {
    ModelFiles files =
        switch (source) {
          case ModelFiles known -> known;
        };
    ModelConfig config = read(files, ModelFiles.CONFIG, ConfigFile::read);
    Tokenizer tokenizer = read(files, ModelFiles.TOKENIZER, Tokenizer::load);
    requireFit(files.place(ModelFiles.TOKENIZER), tokenizer, config);
    BertModel model =
        cache == null
            ? BertModel.of(
                config, new ModelWeights(files.place(ModelFiles.WEIGHTS), files.weights()))
            : cache.load(files, config);
    return new Encoder(source.name(), tokenizer, model, Execution.standard());
  }

  /** What reads a file out of a stream. */
  @FunctionalInterface
  private interface Reader<T> {
    T read(String name, InputStream in) throws IOException;
  }

  private static <T> T read(ModelFiles files, String file, Reader<T> reader) throws IOException {
    try (InputStream in = files.open(file)) {
      return reader.read(files.place(file), in);
    } catch (IOException e) {
      throw FileException.reading(files.place(file), e);
    }
  }

  private static void requireFit(String file, Tokenizer tokenizer, ModelConfig config)
      throws FileException {
    if (tokenizer.largestId() >= config.vocabulary()) {
      throw new FileException(
          file,
          "",
          "a token has the number %d, and the model knows %d tokens, from 0"
              .formatted(tokenizer.largestId(), config.vocabulary()));
    }
    if (tokenizer.frameSize() > config.positions()) {
      throw new FileException(
          file,
          "",
          "%d tokens stand around every text, and the model takes %d in all"
              .formatted(tokenizer.frameSize(), config.positions()));
    }
  }

  /** The same model run another way. */
  public Encoder withExecution(Execution other) {
    return new Encoder(name, tokenizer, model, other);
  }

  /** The model's name. */
  public String name() {
    return name;
  }

  /** How many layers. */
  public int layers() {
    return model.config().layers();
  }

  /** Heads of a layer's attention. */
  public int heads() {
    return model.config().heads();
  }

  /** Numbers of a state, and of an embedding. */
  public int hiddenSize() {
    return model.config().hiddenSize();
  }

  /** Most tokens of a text, those of the frame included. */
  public int maxTokens() {
    return model.config().positions();
  }

  /** What cuts texts into tokens. */
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /** The states of one text. Any string will do, the empty one too. */
  public EncodedText encode(String text) {
    return encode(List.of(text)).getFirst();
  }

  /**
   * The states of every text, in their order. Memory for the result: (layers + 1)·hidden numbers a
   * token.
   *
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public List<EncodedText> encode(List<String> texts) {
    List<EncodedText> results = new ArrayList<>(texts.size());
    for (int from = 0; from < texts.size(); from = results.size()) {
      List<Encoding> chunk = chunk(texts, from);
      PackedTexts packed = PackedTexts.of(chunk);
      List<Tensor> states = new ArrayList<>();
      for (Encoding one : chunk) {
        Shape shape = Shape.of(layers() + 1, one.tokens().size(), hiddenSize());
        states.add(Tensor.zeros(DType.FLOAT32, shape));
      }
      model.run(
          packed,
          execution,
          (index, all) -> {
            for (int i = 0; i < chunk.size(); i++) {
              part(all, packed, i).copyInto(states.get(i).select(0, index));
            }
          });
      for (int i = 0; i < chunk.size(); i++) {
        results.add(
            new EncodedText(texts.get(from + i), chunk.get(i), states.get(i), model, execution));
      }
    }
    return results;
  }

  /**
   * The embeddings of all texts, {@code [texts, hidden]} float32, in their order; the bits are
   * those of {@link EncodedText#embedding()}. Memory beside the result does not grow with the
   * texts.
   *
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public Tensor embed(List<String> texts) {
    Tensor result = Tensor.zeros(DType.FLOAT32, Shape.of(texts.size(), hiddenSize()));
    int done = 0;
    while (done < texts.size()) {
      PackedTexts packed = PackedTexts.of(chunk(texts, done));
      Tensor last = model.run(packed, execution, (index, states) -> {});
      for (int i = 0; i < packed.count(); i++) {
        Pooling.unitMean(part(last, packed, i), execution).copyInto(result.select(0, done + i));
      }
      done += packed.count();
    }
    return result;
  }

  /** The tokens of the texts from one on, as many as are computed together. */
  private List<Encoding> chunk(List<String> texts, int from) {
    List<Encoding> chunk = new ArrayList<>();
    int tokens = 0;
    for (int at = from; at < texts.size() && tokens < TOKENS_AT_ONCE; at++) {
      Encoding encoding = tokenizer.encode(texts.get(at), maxTokens());
      tokens += encoding.tokens().size();
      chunk.add(encoding);
    }
    return chunk;
  }

  private static Tensor part(Tensor rows, PackedTexts packed, int text) {
    return rows.slice(0, packed.starts()[text], packed.starts()[text + 1]);
  }
}
