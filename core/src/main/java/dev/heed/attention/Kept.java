package dev.heed.attention;

/** How many keys of a tile masks leave to its queries. */
enum Kept {
  NONE,
  SOME,
  ALL;

  /** What two masks leave together; where both leave some, it may be none. */
  Kept and(Kept other) {
    return compareTo(other) < 0 ? this : other;
  }
}
