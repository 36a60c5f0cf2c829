package dev.heed.cli.explain;

/** How many letters apart two words are. */
final class EditDistance {
  private static final int LONGEST = 100;

  private EditDistance() {}

  /**
   * The fewest letters to insert, delete or replace (Levenshtein 1966); of longer words, of their
   * first 100.
   */
  static int between(String one, String other) {
    int rows = Math.min(one.length(), LONGEST);
    int columns = Math.min(other.length(), LONGEST);
    int[] before = new int[columns + 1];
    for (int j = 0; j <= columns; j++) {
      before[j] = j;
    }
    for (int i = 1; i <= rows; i++) {
      int[] row = new int[columns + 1];
      row[0] = i;
      for (int j = 1; j <= columns; j++) {
        int replaced = before[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(before[j], row[j - 1]));
      }
      before = row;
    }
    return before[columns];
  }
}
