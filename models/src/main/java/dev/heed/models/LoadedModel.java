package dev.heed.models;

import dev.heed.models.bert.BertConfig;
import dev.heed.models.bert.BertModel;
import org.jspecify.annotations.Nullable;

/** A model that several encoders share, until one of them is closed. */
final class LoadedModel {
  private final String name;
  private final BertConfig config;
  private volatile @Nullable BertModel model;

  LoadedModel(String name, BertModel model) {
    this.name = name;
    this.config = model.config();
    this.model = model;
  }

  BertConfig config() {
    return config;
  }

  /**
   * The model, for a call that may outlive the closing.
   *
   * @throws IllegalStateException if it is closed
   */
  BertModel get() {
    BertModel open = model;
    if (open == null) {
      throw new IllegalStateException("the encoder of " + name + " is closed");
    }
    return open;
  }

  void close() {
    model = null;
  }
}
