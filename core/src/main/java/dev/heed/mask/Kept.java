package dev.heed.mask;

/** How many keys of a tile masks leave to its queries. */
public enum Kept {
  /** No query reaches any of them. */
  NONE,
  /** A part, of which there may be nothing left once other masks are looked at. */
  SOME,
  /** Every query reaches all of them. */
  ALL;

  /** What two masks leave together; where both leave some, it may be none. */
  public Kept and(Kept other) {
    return compareTo(other) < 0 ? this : other;
  }
}
