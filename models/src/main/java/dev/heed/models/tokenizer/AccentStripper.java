package dev.heed.models.tokenizer;

import java.util.Arrays;

/**
 * Decomposes characters, puts the marks of each letter in canonical order and drops the accents.
 *
 * <p>The order shows where a mark that is no accent stands among accents. As in HuggingFace's
 * tokenizer, ordered marks take the origins of the marks in the text one after the other, whichever
 * mark stood there.
 */
final class AccentStripper implements CharacterSink {
  private static final int SAME_AS_BEFORE = -1;

  private final CharacterSink next;
  // The marks that wait for the next letter. Sorting needs more than their number and class.
  private int[] marks = new int[16];
  private int[] origins = new int[16];
  private long[] order = new long[16];
  private int waiting;
  private int origin;

  AccentStripper(CharacterSink next) {
    this.next = next;
  }

  @Override
  public void accept(int character, int from) {
    if (Letters.isPlain(character)) {
      letter(character, from);
      return;
    }
    String parts = Letters.decomposed(character);
    for (int at = 0; at < parts.length(); ) {
      int part = parts.codePointAt(at);
      int combiningClass = Letters.combiningClass(part);
      if (combiningClass == 0) {
        letter(part, from);
      } else {
        mark(part, combiningClass, at == 0 ? from : SAME_AS_BEFORE);
      }
      at += Character.charCount(part);
    }
  }

  /** Gives on what still waits: the text is at its end. */
  void finish() {
    Arrays.sort(order, 0, waiting);
    int taken = 0;
    for (int rank = 0; rank < waiting; rank++) {
      int mark = (int) order[rank];
      if (origins[mark] != SAME_AS_BEFORE) {
        while (origins[taken] == SAME_AS_BEFORE) {
          taken++;
        }
        origin = origins[taken++];
      }
      give(marks[mark]);
    }
    waiting = 0;
  }

  private void letter(int character, int from) {
    finish();
    origin = from;
    give(character);
  }

  private void mark(int character, int combiningClass, int from) {
    if (waiting == marks.length) {
      marks = Arrays.copyOf(marks, 2 * waiting);
      origins = Arrays.copyOf(origins, 2 * waiting);
      order = Arrays.copyOf(order, 2 * waiting);
    }
    marks[waiting] = character;
    origins[waiting] = from;
    order[waiting] = ((long) combiningClass << Integer.SIZE) | waiting;
    waiting++;
  }

  private void give(int character) {
    if (!Letters.isAccent(character)) {
      next.accept(character, origin);
    }
  }
}
