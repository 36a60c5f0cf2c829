package dev.heed.models;

import dev.heed.models.bert.BertConfig;
import dev.heed.models.bert.BertModel;
import dev.heed.models.bert.Workspace;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/** A model that several encoders share, until one of them is closed. */
final class LoadedModel {
  private static final int ROUNDED = 128;

  /** A few times as many as there are cores, if each had a thread of its own at work. */
  private static final int MOST_KEPT = 2 * Runtime.getRuntime().availableProcessors();

  private final String name;
  private final BertConfig config;
  private final ConcurrentLinkedDeque<Workspace> spaces = new ConcurrentLinkedDeque<>();
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

  /** Memory with room for so many tokens, which is the caller's until it is given back. */
  Workspace borrow(int tokens) {
    Workspace kept = spaces.poll();
    if (kept != null && kept.capacity() >= tokens) {
      return kept;
    }
    return new Workspace(config, Math.ceilDiv(tokens, ROUNDED) * ROUNDED);
  }

  /** Keeps memory for a later call, unless there is enough of it or the model is closed. */
  void giveBack(Workspace space) {
    if (spaces.size() < MOST_KEPT && model != null) {
      spaces.add(space);
    }
  }

  /** Lets go of the model and of all memory that is kept. */
  void close() {
    model = null;
    spaces.clear();
  }
}
