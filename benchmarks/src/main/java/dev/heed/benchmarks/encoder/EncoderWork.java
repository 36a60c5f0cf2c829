package dev.heed.benchmarks.encoder;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A task on a number of processors.
 *
 * @param task what is done
 * @param sentences how many of them; of no meaning for the batch and for the start
 * @param threads that an engine may use, and processors that its process gets
 */
public record EncoderWork(EncoderTask task, int sentences, int threads) {
  /** Every task on one and two threads, the start on two. */
  public static List<EncoderWork> all(int sentences) {
    List<EncoderWork> all = new ArrayList<>();
    for (EncoderTask task : EncoderTask.values()) {
      if (task != EncoderTask.START) {
        all.add(new EncoderWork(task, sentences, 1));
      }
      all.add(new EncoderWork(task, sentences, 2));
    }
    return all;
  }

  /** The same on another number of threads. */
  public EncoderWork on(int others) {
    return new EncoderWork(task, sentences, others);
  }

  /** Its name in files, the same for every engine; of a whole pass, where there is one. */
  public String id() {
    return "encoder %s, threads %d".formatted(words(), threads);
  }

  /** The name of a figure of it. */
  public String id(EncoderFigure figure) {
    return id() + ": " + figure.words();
  }

  /** What is done, for readers. */
  String words() {
    boolean counted = task == EncoderTask.SENTENCES || task == EncoderTask.ONE_BY_ONE;
    return counted ? "%,d %s".formatted(sentences, task.words()) : task.words();
  }

  /** How many texts a pass has. */
  int texts() {
    return task == EncoderTask.BATCH ? EncoderTexts.LONG_TEXTS : sentences;
  }

  /** Those of one task among others. */
  static List<EncoderWork> of(EncoderTask task, Collection<EncoderWork> works) {
    return works.stream().filter(one -> one.task() == task).toList();
  }
}
