package dev.heed.models.bert;

import dev.heed.models.tokenizer.Encoding;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** The tokens of several texts, one text after the other without padding. */
public final class PackedTexts {
  private final int[] ids;
  private final int[] starts;

  private PackedTexts(int[] ids, int[] starts) {
    this.ids = ids;
    this.starts = starts;
  }

  public static PackedTexts of(List<Encoding> encodings) {
    int[] starts = new int[encodings.size() + 1];
    for (int text = 0; text < encodings.size(); text++) {
      starts[text + 1] = starts[text] + encodings.get(text).tokens().size();
    }
    int[] ids = encodings.stream().flatMapToInt(one -> Arrays.stream(one.ids())).toArray();
    return new PackedTexts(ids, starts);
  }

  /** Rows of the table of tokens, {@code [ΣT]}. */
  int[] ids() {
    return ids;
  }

  /** Where each text begins, and where the last one ends, {@code [texts + 1]}. */
  public int[] starts() {
    return starts;
  }

  /** How many texts. */
  public int count() {
    return starts.length - 1;
  }

  /** The place of each token in its own text, {@code [ΣT]}. */
  int[] positions() {
    int[] positions = new int[ids.length];
    for (int text = 0; text < count(); text++) {
      for (int token = starts[text]; token < starts[text + 1]; token++) {
        positions[token] = token - starts[text];
      }
    }
    return positions;
  }

  /** How many tokens in all, ΣT. */
  public int tokens() {
    return ids.length;
  }

  /** The rows of one text, as a view. */
  public Tensor part(Tensor rows, int text) {
    return rows.slice(0, starts[text], starts[text + 1]);
  }
}
