package dev.heed.spark.text;

import dev.heed.models.Encoder;
import java.io.Serializable;
import java.util.List;

/** What is made of each text of a batch. */
public interface TextAnswers extends Serializable {
  /**
   * An answer to one text.
   *
   * @param value of the output column
   * @param cut tokens of the text that were not read
   */
  record Answer(Object value, long cut) {}

  /** The answers, in the order of the texts. */
  List<Answer> of(Encoder encoder, List<String> texts);
}
