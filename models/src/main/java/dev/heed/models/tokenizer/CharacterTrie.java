package dev.heed.models.tokenizer;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Words by their characters, for finding the longest one that begins at a place. Memory is in
 * proportion to the words' characters, whatever these are.
 */
final class CharacterTrie {
  static final int ROOT = 0;
  static final int NONE = -1;
  private static final int CHARACTER_BITS = 21;
  private static final long EMPTY = -1;

  // An open hash table: (node, character) to the node behind.
  private long[] keys = filled(1 << 10);
  private int[] targets = new int[keys.length];
  private int[] values = {NONE};
  private int nodes = 1;

  /** Adds a word unless it is there, and gives the value that it then has. */
  int add(String word, int value) {
    int node = ROOT;
    for (int at = 0; at < word.length(); at += Character.charCount(word.codePointAt(at))) {
      node = childOrNew(node, word.codePointAt(at));
    }
    if (values[node] == NONE) {
      values[node] = value;
    }
    return values[node];
  }

  /**
   * A word that was found.
   *
   * @param value the word's value
   * @param end where it ends in the text, exclusive
   */
  record Match(int value, int end) {}

  /**
   * The longest word that goes on from {@code node} and lies in the text between {@code begin} and
   * {@code end} (exclusive), or null.
   */
  @Nullable Match longest(int node, MappedText text, int begin, int end) {
    int reached = node;
    int value = NONE;
    int stop = begin;
    for (int at = begin; at < end && reached != NONE; at++) {
      reached = child(reached, text.character(at));
      if (reached != NONE && values[reached] != NONE) {
        value = values[reached];
        stop = at + 1;
      }
    }
    return value == NONE ? null : new Match(value, stop);
  }

  private int child(int node, int character) {
    int slot = slot(key(node, character));
    return keys[slot] == EMPTY ? NONE : targets[slot];
  }

  /** The node that the characters of {@code prefix} lead to, or {@link #NONE}. */
  int walk(String prefix) {
    int node = ROOT;
    for (int at = 0; at < prefix.length() && node != NONE; ) {
      int character = prefix.codePointAt(at);
      node = child(node, character);
      at += Character.charCount(character);
    }
    return node;
  }

  private int childOrNew(int node, int character) {
    int slot = slot(key(node, character));
    if (keys[slot] != EMPTY) {
      return targets[slot];
    }
    keys[slot] = key(node, character);
    targets[slot] = nodes;
    if (nodes == values.length) {
      values = Arrays.copyOf(values, 2 * nodes);
    }
    values[nodes] = NONE;
    if (2 * nodes > keys.length) {
      grow();
    }
    return nodes++;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldTargets = targets;
    keys = filled(2 * oldKeys.length);
    targets = new int[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != EMPTY) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        targets[slot] = oldTargets[i];
      }
    }
  }

  private int slot(long key) {
    int mask = keys.length - 1;
    int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    while (keys[slot] != EMPTY && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private static long key(int node, int character) {
    return ((long) node << CHARACTER_BITS) | character;
  }

  private static long[] filled(int length) {
    long[] keys = new long[length];
    Arrays.fill(keys, EMPTY);
    return keys;
  }
}
