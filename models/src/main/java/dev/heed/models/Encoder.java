package dev.heed.models;

import dev.heed.execution.Execution;
import dev.heed.formats.FileException;
import dev.heed.layers.UnitLength;
import dev.heed.models.bert.BertModel;
import dev.heed.models.bert.PackedTexts;
import dev.heed.models.bert.Workspace;
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
 * <p>In its first seconds, an encoder that may choose its kernels ({@code KernelSet.AUTO}) hands
 * its executor one task, which runs those on vectors until the JVM has compiled them, and computes
 * on the scalar ones meanwhile.
 *
 * <p>A text gives the same bits alone and among others, at any number of threads, on any machine.
 * Texts are not padded. What is longer than {@link #maxTokens()} is cut, and the result says by how
 * much.
 */
public final class Encoder implements AutoCloseable {
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

  /** How what is asked at this moment is computed. */
  Execution now() {
    return model.now(execution);
  }

  /** What it shares with the encoders that were made of it. */
  LoadedModel model() {
    return model;
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
    EncodedText[] results = new EncodedText[texts.size()];
    run(
        texts,
        (open, first, encodings, run) -> {
          List<Tensor> states = new ArrayList<>();
          for (Encoding one : encodings) {
            Shape shape = Shape.of(layers() + 1, one.tokens().size(), hiddenSize());
            states.add(Tensor.zeros(DType.FLOAT32, shape));
          }
          PackedTexts packed = PackedTexts.of(encodings);
          compute(
              open,
              packed,
              run,
              (index, all) -> {
                for (int i = 0; i < states.size(); i++) {
                  packed.part(all, i).copyInto(states.get(i).select(0, index));
                }
              });
          for (int i = 0; i < states.size(); i++) {
            String text = settings.prefix() + texts.get(first + i);
            Encoding encoding = encodings.get(i);
            results[first + i] = new EncodedText(text, encoding, states.get(i), open, this);
          }
        });
    return List.of(results);
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
    Tensor vectors = Tensor.zeros(DType.FLOAT32, Shape.of(texts.size(), hiddenSize()));
    int[] tokens = new int[texts.size()];
    long[] cut = new long[texts.size()];
    int last = layers();
    run(
        texts,
        (open, first, encodings, run) -> {
          PackedTexts packed = PackedTexts.of(encodings);
          compute(
              open,
              packed,
              run,
              (index, states) -> {
                for (int i = 0; index == last && i < packed.count(); i++) {
                  pool(packed.part(states, i), vectors.select(0, first + i), settings, run);
                }
              });
          for (int i = 0; i < encodings.size(); i++) {
            tokens[first + i] = encodings.get(i).tokens().size();
            cut[first + i] = encodings.get(i).cut();
          }
        });
    return new Embeddings(vectors, tokens, cut);
  }

  /** What is done with some texts that follow each other. */
  private interface Work {
    void accept(BertModel open, int first, List<Encoding> encodings, Execution run);
  }

  /**
   * Divides the texts among threads; of few, each is shared out step by step. The observer is told
   * how many groups of texts are done.
   */
  private void run(List<String> texts, Work work) {
    BertModel open = model.get();
    int threads = execution.threads();
    TextChunks chunks = TextChunks.of(texts, settings.prefix().length(), maxTokens(), threads);
    Execution quiet = execution.withoutObserver();
    if (chunks.count() > 1) {
      model.warmUp(quiet);
    }
    if (chunks.count() >= threads) {
      Execution alone = quiet.withThreads(1);
      execution.run(chunks.count(), () -> chunk -> run(open, chunks, chunk, work, alone));
    } else {
      quiet.inSteps(ready ->
          execution
              .withThreads(1)
              .run(chunks.count(), () -> chunk -> run(open, chunks, chunk, work, ready)));
    }
  }

  private void run(BertModel open, TextChunks chunks, int chunk, Work work, Execution run) {
    List<Encoding> encodings =
        chunks.texts(chunk).stream()
            .map(text -> tokenizer.encode(settings.prefix() + text, maxTokens()))
            .toList();
    work.accept(open, chunks.first(chunk), encodings, model.now(run));
    model.warmUp(execution.withoutObserver());
  }

  private void compute(
      BertModel open, PackedTexts packed, Execution run, BertModel.Observer observer) {
    Workspace space = model.borrow(packed.tokens());
    open.run(packed, space, run, observer);
    model.giveBack(space);
  }

  /** One vector of the last states of a text, {@code [T, n]}, into {@code [n]}. */
  static void pool(Tensor states, Tensor target, EmbeddingSettings settings, Execution execution) {
    settings.pooling().apply(states, target, execution);
    if (settings.unitLength()) {
      UnitLength.apply(target, execution);
    }
  }
}
