package dev.heed.explorer.api;

import dev.heed.execution.Execution;
import dev.heed.explorer.subject.Head;
import dev.heed.explorer.subject.LayerAttention;
import dev.heed.explorer.subject.MeanHead;
import dev.heed.explorer.subject.Subject;
import dev.heed.explorer.subject.SubjectStore;
import dev.heed.explorer.subject.TextSubject;
import java.util.ArrayList;
import java.util.List;

/** The subject, layer and head that a path names. */
final class SubjectLookup {
  /** What stands for the mean of all. */
  static final String MEAN = "mean";

  private static final int MOST_TOKENS_OF_MEANS = 1024;
  private static final String LAYER = "layer";
  private static final String HEAD = "head";

  private final SubjectStore store;

  SubjectLookup(SubjectStore store) {
    this.store = store;
  }

  /** The subject of a path. */
  Subject subject(Call call) {
    String id = call.part("id");
    return store
        .find(id)
        .orElseThrow(() -> new ProblemException(Problem.gone(Parameters.shown(id))));
  }

  /** Whether the path names the mean of several heads. */
  static boolean isMean(Call call) {
    return call.part(LAYER).equals(MEAN) || call.part(HEAD).equals(MEAN);
  }

  /** The layer of a path that names one. */
  LayerAttention layer(Call call, Subject subject) {
    refuseMean(call);
    return subject.layer(call.index(LAYER, subject.sizes().layers()), call.execution());
  }

  /** The number of the head of a path that names one. */
  int head(Call call, Subject subject) {
    refuseMean(call);
    return call.index(HEAD, subject.sizes().heads());
  }

  private static void refuseMean(Call call) {
    if (isMean(call)) {
      throw new ProblemException(
          Problem.unfit("the mean of several heads has no steps of its own: name one of them"));
    }
  }

  /** The head of a path, or the mean of some. */
  Head matrix(Call call, Subject subject) {
    if (!isMean(call)) {
      return layer(call, subject).head(head(call, subject));
    }
    if (!(subject instanceof TextSubject) || subject.sizes().keys() > MOST_TOKENS_OF_MEANS) {
      throw new ProblemException(
          Problem.unfit(
              "means are taken of texts of up to %d tokens".formatted(MOST_TOKENS_OF_MEANS)));
    }
    int head =
        call.part(HEAD).equals(MEAN) ? MeanHead.ALL : call.index(HEAD, subject.sizes().heads());
    List<LayerAttention> layers = new ArrayList<>();
    if (call.part(LAYER).equals(MEAN)) {
      layers.addAll(layers(subject, call.execution()));
    } else {
      layers.add(subject.layer(call.index(LAYER, subject.sizes().layers()), call.execution()));
    }
    return new MeanHead(layers, head);
  }

  /** All layers of a subject. */
  static List<LayerAttention> layers(Subject subject, Execution execution) {
    List<LayerAttention> layers = new ArrayList<>();
    for (int layer = 0; layer < subject.sizes().layers(); layer++) {
      layers.add(subject.layer(layer, execution));
    }
    return layers;
  }
}
