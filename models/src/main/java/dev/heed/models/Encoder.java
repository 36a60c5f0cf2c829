package dev.heed.models;

import dev.heed.execution.Execution;
import dev.heed.formats.FileException;
import dev.heed.layers.UnitLength;
import dev.heed.models.bert.BertModel;
import dev.heed.models.bert.PackedTexts;
import dev.heed.models.source.EmbeddingSettings;
import dev.heed.models.source.ModelSource;
import dev.heed.models.tokenizer.Encoding;
import dev.heed.models.tokenizer.Tokenizer;
import dev.heed.models.weights.WeightCache;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A BERT encoder: text → tokens → embedding, and the states of every layer with the attention
 * between the tokens. Any number of threads may use one; the {@code with…} methods share its model.
 *
 * <p>A text gives the same bits alone and among others, at any number of threads, on any machine.
 * Texts are not padded. What is longer than {@link #maxTokens()} is cut, and the result says by how
 * much.
 */
public final class Encoder implements AutoCloseable {
  /** Tokens computed together; texts are never divided. It changes no bit. */
  static final int TOKENS_AT_ONCE = 1024;

  private final String name;
  private final Tokenizer tokenizer;
  private final LoadedModel model;
  private final EmbeddingSettings settings;
  private final Execution execution;

  Encoder(
      String name,
      Tokenizer tokenizer,
      LoadedModel model,
      EmbeddingSettings settings,
      Execution execution) {
    this.name = name;
    this.tokenizer = tokenizer;
    this.model = model;
    this.settings = settings;
    this.execution = execution;
  }

  /**
   * Loads a model from its source.
   *
   * @throws FileException if a file is missing, damaged or not of a BERT encoder; the message names
   *     the file and the place in it
   */
  public static Encoder load(ModelSource source) throws IOException {
    return Loading.load(source, null);
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
    return Loading.load(source, new WeightCache(cache, notice));
  }

  /** The same model run another way. */
  public Encoder withExecution(Execution other) {
    return new Encoder(name, tokenizer, model, settings, other);
  }

  /**
   * The same model with other settings.
   *
   * @throws IllegalArgumentException if the limit of tokens leaves no room for those that stand
   *     around every text, or is more than the model takes
   */
  public Encoder withSettings(EmbeddingSettings other) {
    int most = model.config().positions();
    if (other.maxTokens() < tokenizer.frameSize() || other.maxTokens() > most) {
      throw new IllegalArgumentException(
          "limit of %d tokens: %d stand around every text, and %s takes up to %d"
              .formatted(other.maxTokens(), tokenizer.frameSize(), name, most));
    }
    return new Encoder(name, tokenizer, model, other, execution);
  }

  /** The same model with something before every text: {@code "query: "} for an E5, for example. */
  public Encoder withPrefix(String prefix) {
    return withSettings(settings.withPrefix(prefix));
  }

  /**
   * The same model with the prefix that its authors have under a name, such as {@code query}.
   *
   * @throws IllegalArgumentException if they have none; the message names those that they have
   */
  public Encoder withPrompt(String prompt) {
    String prefix = settings.prompts().get(prompt);
    if (prefix == null) {
      throw new IllegalArgumentException(
          "prompt '%s': %s has %s"
              .formatted(
                  prompt,
                  name,
                  settings.prompts().isEmpty()
                      ? "none"
                      : String.join(", ", new TreeSet<>(settings.prompts().keySet()))));
    }
    return withPrefix(prefix);
  }

  /** How states become an embedding, and what is read of a text. */
  public EmbeddingSettings settings() {
    return settings;
  }

  /**
   * Lets go of the model, for this encoder and all that share it. Calls that are running end as
   * they would have; later ones fail. What was made of texts stays usable.
   */
  @Override
  public void close() {
    model.close();
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
    return settings.maxTokens();
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
   * @throws IllegalStateException if the encoder is closed
   */
  public List<EncodedText> encode(List<String> texts) {
    BertModel open = model.get();
    List<EncodedText> results = new ArrayList<>(texts.size());
    for (int from = 0; from < texts.size(); from = results.size()) {
      List<Encoding> chunk = chunk(texts, from);
      PackedTexts packed = PackedTexts.of(chunk);
      List<Tensor> states = new ArrayList<>();
      for (Encoding one : chunk) {
        Shape shape = Shape.of(layers() + 1, one.tokens().size(), hiddenSize());
        states.add(Tensor.zeros(DType.FLOAT32, shape));
      }
      open.run(
          packed,
          execution,
          (index, all) -> {
            for (int i = 0; i < chunk.size(); i++) {
              part(all, packed, i).copyInto(states.get(i).select(0, index));
            }
          });
      for (int i = 0; i < chunk.size(); i++) {
        String text = settings.prefix() + texts.get(from + i);
        results.add(new EncodedText(text, chunk.get(i), states.get(i), open, settings, execution));
      }
    }
    return results;
  }

  /**
   * The embedding of one text, {@code [n]} float32.
   *
   * @throws java.util.concurrent.CancellationException as {@link #embed(List)}
   */
  public Tensor embed(String text) {
    return embed(List.of(text)).vector(0);
  }

  /**
   * The embeddings of all texts, in their order; the bits are those of {@link
   * EncodedText#embedding()}. Memory beside the result does not grow with the texts.
   *
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   * @throws IllegalStateException if the encoder is closed
   */
  public Embeddings embed(List<String> texts) {
    BertModel open = model.get();
    Tensor vectors = Tensor.zeros(DType.FLOAT32, Shape.of(texts.size(), hiddenSize()));
    int[] tokens = new int[texts.size()];
    long[] cut = new long[texts.size()];
    int done = 0;
    while (done < texts.size()) {
      List<Encoding> chunk = chunk(texts, done);
      PackedTexts packed = PackedTexts.of(chunk);
      Tensor last = open.run(packed, execution, (index, states) -> {});
      for (int i = 0; i < packed.count(); i++) {
        pool(part(last, packed, i), vectors.select(0, done + i), settings, execution);
        tokens[done + i] = chunk.get(i).tokens().size();
        cut[done + i] = chunk.get(i).cut();
      }
      done += packed.count();
    }
    return new Embeddings(vectors, tokens, cut);
  }

  /** One vector of the last states of a text, {@code [T, n]}, into {@code [n]}. */
  static void pool(Tensor states, Tensor target, EmbeddingSettings settings, Execution execution) {
    settings.pooling().apply(states, target, execution);
    if (settings.unitLength()) {
      UnitLength.apply(target, execution);
    }
  }

  /** The tokens of the texts from one on, as many as are computed together. */
  private List<Encoding> chunk(List<String> texts, int from) {
    List<Encoding> chunk = new ArrayList<>();
    int tokens = 0;
    for (int at = from; at < texts.size() && tokens < TOKENS_AT_ONCE; at++) {
      Encoding encoding = tokenizer.encode(settings.prefix() + texts.get(at), maxTokens());
      tokens += encoding.tokens().size();
      chunk.add(encoding);
    }
    return chunk;
  }

  private static Tensor part(Tensor rows, PackedTexts packed, int text) {
    return rows.slice(0, packed.starts()[text], packed.starts()[text + 1]);
  }
}
