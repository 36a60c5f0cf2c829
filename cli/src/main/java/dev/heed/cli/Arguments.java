package dev.heed.cli;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What was typed behind {@code heed}: a command, or a text to attend to. */
final class Arguments {
  private static final String DEFAULT_COMMAND = "attend";
  private static final List<String> OWN_OPTIONS = List.of("-h", "--help", "-V", "--version");
  private static final Pattern WORD = Pattern.compile("[A-Za-z-]+");
  private static final int LONG = 6;

  private Arguments() {}

  /**
   * The arguments with the command in front that they leave out.
   *
   * @param commands names of all commands
   * @throws IllegalArgumentException if the first one looks like a command with a slip in it
   */
  static String[] withCommand(String[] given, List<String> commands) {
    if (given.length == 0 || OWN_OPTIONS.contains(given[0]) || commands.contains(given[0])) {
      return given;
    }
    for (String command : commands) {
      if (isSlip(given[0], command)) {
        throw new IllegalArgumentException(
            "%s is no command: did you mean heed %s? For the text: heed attend -- %s"
                .formatted(given[0], command, given[0]));
      }
    }
    String[] all = new String[given.length + 1];
    all[0] = DEFAULT_COMMAND;
    System.arraycopy(given, 0, all, 1, given.length);
    return all;
  }

  /** Whether a word is a command but for a letter or two; nobody slips at the first one. */
  private static boolean isSlip(String word, String command) {
    String small = word.toLowerCase(Locale.ROOT);
    int most = command.length() < LONG ? 1 : 2;
    return WORD.matcher(word).matches()
        && small.charAt(0) == command.charAt(0)
        && Math.abs(small.length() - command.length()) <= most
        && slips(small, command) <= most;
  }

  /** Letters left out, added, changed, or swapped with their neighbour. */
  private static int slips(String word, String command) {
    int[][] slips = new int[word.length() + 1][command.length() + 1];
    for (int i = 0; i <= word.length(); i++) {
      for (int j = 0; j <= command.length(); j++) {
        if (i == 0 || j == 0) {
          slips[i][j] = i + j;
          continue;
        }
        boolean same = word.charAt(i - 1) == command.charAt(j - 1);
        int changed = slips[i - 1][j - 1] + (same ? 0 : 1);
        int least = Math.min(changed, 1 + Math.min(slips[i - 1][j], slips[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && word.charAt(i - 1) == command.charAt(j - 2)
                && word.charAt(i - 2) == command.charAt(j - 1);
        slips[i][j] = swapped ? Math.min(least, slips[i - 2][j - 2] + 1) : least;
      }
    }
    return slips[word.length()][command.length()];
  }
}
