package dev.heed.models;

import dev.heed.execution.Execution;
import dev.heed.formats.FileException;
import dev.heed.models.Together.Part;
import dev.heed.models.bert.BertConfig;
import dev.heed.models.bert.BertConfigFile;
import dev.heed.models.bert.BertModel;
import dev.heed.models.source.EmbeddingFiles;
import dev.heed.models.source.EmbeddingSettings;
import dev.heed.models.source.ModelFiles;
import dev.heed.models.source.ModelSource;
import dev.heed.models.tokenizer.Tokenizer;
import dev.heed.models.weights.ModelWeights;
import dev.heed.models.weights.WeightCache;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Makes an encoder of a model's files. */
final class Loading {
  private Loading() {}

  /** The encoder of a source, with a packed copy of its weights if there is a cache. */
  static Encoder load(ModelSource source, @Nullable WeightCache cache) throws IOException {
    ModelFiles files =
        switch (source) {
          case ModelFiles known -> known;
        };
    BertConfig config = read(files, ModelFiles.CONFIG, BertConfigFile::read);
    Together together = new Together();
    Part<Tokenizer> tokenizer =
        together.add(() -> read(files, ModelFiles.TOKENIZER, Tokenizer::load));
    Part<BertModel> model =
        together.add(() ->
            cache == null
                ? model(config, ModelWeights.of(files.weights()))
                : cache.load(files, config.toString(), weights -> model(config, weights)));
    together.run();
    Tokenizer words = tokenizer.get();
    requireFit(files.place(ModelFiles.TOKENIZER), words, config);
    EmbeddingSettings settings = settings(files, words, config);
    return new Encoder(
        source.name(),
        words,
        new LoadedModel(source.name(), model.get()),
        settings,
        Execution.standard());
  }

  private static BertModel model(BertConfig config, ModelWeights weights) throws FileException {
    BertModel model = BertModel.of(config, weights);
    weights.requireNothingLeft();
    return model;
  }

  private static EmbeddingSettings settings(
      ModelFiles files, Tokenizer tokenizer, BertConfig config) throws IOException {
    EmbeddingSettings settings =
        EmbeddingFiles.read(
            files, config.hiddenSize(), config.positions(), tokenizer.hasSmallLetters());
    if (settings.maxTokens() < tokenizer.frameSize()) {
      throw new FileException(
          files.name(),
          "",
          "a text may have %d tokens, and %d stand around every text"
              .formatted(settings.maxTokens(), tokenizer.frameSize()));
    }
    return settings;
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

  private static void requireFit(String file, Tokenizer tokenizer, BertConfig config)
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
}
