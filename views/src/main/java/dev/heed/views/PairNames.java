package dev.heed.views;

import java.util.ArrayList;
import java.util.List;

/** What the query and the keys of a pair are called, and which rows of a long list are shown. */
final class PairNames {
  private static final int WIDEST = 16;

  private final Labels labels;
  private final boolean unicode;

  PairNames(Labels labels, boolean unicode) {
    this.labels = labels;
    this.unicode = unicode;
  }

  /** Its number, and its name if it has one. */
  String query(int query) {
    return labels.nameQueries()
        ? "query %d (%s)".formatted(query, fitted(labels.query(query)))
        : "query " + query;
  }

  /** Its number, and its name if it has one. */
  String key(int key) {
    return labels.nameKeys() ? "key %d (%s)".formatted(key, fitted(labels.key(key))) : "key " + key;
  }

  /** Its number and name where many stand below each other. */
  String line(int key) {
    return labels.nameKeys() ? key + " " + fitted(labels.key(key)) : Integer.toString(key);
  }

  private String fitted(String label) {
    return LabelText.fitted(label, WIDEST, unicode);
  }

  /** Places of a list that are shown: all up to {@code most}, else half of it from each end. */
  static List<Integer> shown(int count, int most, boolean all) {
    List<Integer> shown = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      if (all || count <= most || n < most / 2 || n >= count - most / 2) {
        shown.add(n);
      }
    }
    return shown;
  }
}
