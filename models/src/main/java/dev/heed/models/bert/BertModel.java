package dev.heed.models.bert;

import dev.heed.execution.Execution;
import dev.heed.formats.FileException;
import dev.heed.layers.Embedding;
import dev.heed.layers.LayerNorm;
import dev.heed.models.weights.ModelWeights;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** BERT (Devlin et al. 2018) up to its last hidden state. Immutable. */
public record BertModel(
    BertConfig config,
    Embedding words,
    Embedding kinds,
    Embedding positions,
    LayerNorm norm,
    List<BertLayer> layers) {

  /** The model of a file's weights. */
  public static BertModel of(BertConfig config, ModelWeights weights) throws FileException {
    int size = config.hiddenSize();
    String name = "embeddings.";
    Embedding words =
        Embedding.of(weights.take(name + "word_embeddings.weight", config.vocabulary(), size));
    Embedding kinds =
        Embedding.of(weights.take(name + "token_type_embeddings.weight", config.kinds(), size));
    Embedding positions =
        Embedding.of(weights.take(name + "position_embeddings.weight", config.positions(), size));
    LayerNorm norm = weights.norm(name + "LayerNorm", config.hiddenSize(), config.epsilon());
    List<BertLayer> layers = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      layers.add(BertLayer.of("encoder.layer." + layer, config, weights));
    }
    return new BertModel(config, words, kinds, positions, norm, List.copyOf(layers));
  }

  /** What a run shows on its way. */
  @FunctionalInterface
  public interface Observer {
    /** The states of all texts, {@code [ΣT, hidden]}, before layer {@code index} or at the end. */
    void states(int index, Tensor states);
  }

  /**
   * The last hidden states of all texts, {@code [ΣT, hidden]}, in memory of the workspace.
   *
   * @param space has room for all tokens
   */
  public Tensor run(PackedTexts texts, Workspace space, Execution execution, Observer observer) {
    Tensor states = space.states(texts.ids().length);
    words.copyTo(states, texts.ids());
    kinds.addTo(states, execution, new int[texts.ids().length]);
    positions.addTo(states, execution, texts.positions());
    norm.applyInPlace(states, execution);
    observer.states(0, states);
    for (int layer = 0; layer < layers.size(); layer++) {
      layers.get(layer).apply(states, texts.starts(), space, execution);
      observer.states(layer + 1, states);
    }
    return states;
  }
}
