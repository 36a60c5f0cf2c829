package dev.heed.benchmarks.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** English texts that mean little, always the same: made from one seed. */
public final class EncoderTexts {
  /** Where they come from. */
  public static final long SEED = 20_261_130;

  /** Texts of the batch. */
  public static final int LONG_TEXTS = 32;

  /** Tokens of each, with the two that stand around every text. */
  public static final int LONG_TOKENS = 128;

  private static final int LEAST_WORDS = 3;
  private static final int MOST_WORDS = 40;

  private final Random random = new Random(SEED);
  private final Phrases phrases = new Phrases(random);

  private EncoderTexts() {}

  /** Sentences of 3 to 40 words, about 13 in the middle; the first are the same of any number. */
  public static List<String> sentences(int count) {
    EncoderTexts texts = new EncoderTexts();
    List<String> sentences = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      sentences.add(texts.sentence());
    }
    return sentences;
  }

  /**
   * {@value #LONG_TEXTS} texts of {@value #LONG_TOKENS} tokens: every word of a clause is one, and
   * every full stop.
   */
  public static List<String> longTexts() {
    EncoderTexts texts = new EncoderTexts();
    List<String> all = new ArrayList<>();
    for (int n = 0; n < LONG_TEXTS; n++) {
      all.add(texts.longText());
    }
    return all;
  }

  private String sentence() {
    // Few are long: the product of two uniform numbers.
    int wanted =
        LEAST_WORDS
            + (int) ((MOST_WORDS - LEAST_WORDS) * random.nextDouble() * random.nextDouble());
    List<String> words = new ArrayList<>(phrases.clause());
    while (words.size() < wanted) {
      List<String> more = phrases.continuation();
      if (words.size() + more.size() > MOST_WORDS) {
        break;
      }
      words.addAll(more);
    }
    return written(words);
  }

  private String longText() {
    StringBuilder text = new StringBuilder();
    int left = LONG_TOKENS - 2;
    while (left > 0) {
      List<String> words = new ArrayList<>(phrases.clause());
      if (words.size() >= left) {
        words = words.subList(0, left - 1);
      }
      if (left - words.size() == 2) {
        words.add(phrases.adverb());
      }
      text.append(text.isEmpty() ? "" : " ").append(written(words));
      left -= words.size() + 1;
    }
    return text.toString();
  }

  private static String written(List<String> words) {
    String text = String.join(" ", words);
    return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
  }
}
