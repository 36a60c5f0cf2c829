package dev.heed.engine.explain;

import dev.heed.engine.operand.Sequences;
import dev.heed.explain.Pair;

/**
 * Where a pair lies among the sequences of a call.
 *
 * @param sequences all of the call
 * @param sequence that of the query
 * @param keySequence that of the key; another one only where sequences are packed
 * @param query counted within its sequence
 * @param key counted from the first key of the query's sequence; outside of its keys where it is
 *     another's
 */
record Place(Pair pair, Sequences sequences, int sequence, int keySequence, int query, int key) {
  static Place of(Pair pair, Sequences sequences) {
    int sequence = pair.batch();
    int keySequence = pair.batch();
    if (sequences.isPacked()) {
      for (int n = 0; n < sequences.count(); n++) {
        int query = pair.query() - sequences.queryStart(n);
        int key = pair.key() - sequences.keyStart(n);
        sequence = query >= 0 && query < sequences.queries(n) ? n : sequence;
        keySequence = key >= 0 && key < sequences.keyRows(n) ? n : keySequence;
      }
    }
    return new Place(
        pair,
        sequences,
        sequence,
        keySequence,
        pair.query() - sequences.queryStart(sequence),
        pair.key() - sequences.keyStart(sequence));
  }

  /** The row of the first key of the query's sequence. */
  int firstKey() {
    return sequences.keyStart(sequence);
  }

  /** Whether query and key are of one sequence. */
  boolean isTogether() {
    return sequence == keySequence;
  }
}
