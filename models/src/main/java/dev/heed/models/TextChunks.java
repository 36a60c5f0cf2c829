package dev.heed.models;

import java.util.ArrayList;
import java.util.List;

/**
 * Texts in groups that are computed together, one thread a group. How they are divided changes no
 * bit of a result.
 */
final class TextChunks {
  /** Tokens of a group: all weights come from memory once for each. */
  private static final int TOKENS = 1024;

  /** Characters of a token, roughly; of what has fewer, groups are larger than meant. */
  private static final int CHARACTERS_A_TOKEN = 4;

  /** Tokens below which two threads do better on one group than on one each. */
  private static final int LEAST_TOKENS = 96;

  private final List<String> texts;
  private final List<Integer> starts;

  private TextChunks(List<String> texts, List<Integer> starts) {
    this.texts = texts;
    this.starts = starts;
  }

  /**
   * Divides texts.
   *
   * @param added characters that stand before each
   * @param maxTokens where a text is cut
   */
  static TextChunks of(List<String> texts, int added, int maxTokens, int threads) {
    int[] sizes = texts.stream().mapToInt(text -> tokens(text, added, maxTokens)).toArray();
    long total = 0;
    for (int size : sizes) {
      total += size;
    }
    long rounds = Math.ceilDiv(total, (long) threads * TOKENS);
    double wanted = Math.max(LEAST_TOKENS, (double) total / Math.max(1, threads * rounds));
    List<Integer> starts = new ArrayList<>(List.of(0));
    long before = 0;
    for (int text = 0; text < sizes.length; text++) {
      before += sizes[text];
      if (before >= wanted * starts.size() || text + 1 == sizes.length) {
        starts.add(text + 1);
      }
    }
    return new TextChunks(texts, starts);
  }

  private static int tokens(String text, int added, int maxTokens) {
    return Math.min(2 + (text.length() + added) / CHARACTERS_A_TOKEN, maxTokens);
  }

  int count() {
    return starts.size() - 1;
  }

  /** The first text of a group. */
  int first(int chunk) {
    return starts.get(chunk);
  }

  /** The texts of a group. */
  List<String> texts(int chunk) {
    return texts.subList(starts.get(chunk), starts.get(chunk + 1));
  }
}
