package dev.heed.formats;

/**
 * Where a reader stands, for its errors.
 *
 * @param file the file as the user named it
 * @param within the place in the file, empty for the file as a whole
 */
record Place(String file, String within) {
  /** The file as a whole. */
  static Place in(String file) {
    return new Place(file, "");
  }

  /** A place inside this one. */
  Place at(String inner) {
    return new Place(file, within.isEmpty() ? inner : within + ", " + inner);
  }

  /** The exception to throw for what is wrong here. */
  FileException error(String problem) {
    return new FileException(file, within, problem);
  }
}
