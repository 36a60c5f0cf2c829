package dev.heed.formats;

/** The names of arrays in an npz archive: a member {@code NAME.npy} holds the array NAME. */
final class NpzNames {
  private static final String SUFFIX = ".npy";
  private static final int LONGEST = 1000;

  private NpzNames() {}

  /** The array's name in a member's name. */
  static String array(String member, Place place) throws FileException {
    if (!member.endsWith(SUFFIX)) {
      throw place.error("is no .npy array" + origin(member));
    }
    String name = member.substring(0, member.length() - SUFFIX.length());
    String problem = problem(name);
    if (!problem.isEmpty()) {
      throw place.error(problem);
    }
    return name;
  }

  /**
   * What is wrong with an array's name, empty if nothing is. Folders are fine, as in {@code
   * encoder/W_Q}; nothing that could leave one is.
   */
  static String problem(String name) {
    if (name.isEmpty()) {
      return "its array has no name";
    }
    if (name.length() > LONGEST) {
      return "the array's name has %d characters: at most %d".formatted(name.length(), LONGEST);
    }
    if (name.startsWith("/") || name.indexOf('\\') >= 0 || name.indexOf(':') >= 0) {
      return "the array's name %s is a path or holds \\ or :".formatted(Excerpt.quoted(name));
    }
    for (String part : name.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        return "the array's name %s has an empty, . or .. folder".formatted(Excerpt.quoted(name));
      }
    }
    return name.chars().anyMatch(Character::isISOControl)
        ? "the array's name %s holds a control character".formatted(Excerpt.quoted(name))
        : "";
  }

  private static String origin(String member) {
    if (member.endsWith(".pkl")) {
      return ": the archive looks like a PyTorch file; save its tensors with numpy.savez";
    }
    return member.equals("[Content_Types].xml")
        ? ": the archive looks like an office document; export it as CSV"
        : ": an npz archive holds nothing else";
  }
}
