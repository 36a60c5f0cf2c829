package dev.heed.attention;

/** Keys were appended for which an arena has no pages left. Nothing was changed. */
public final class ArenaFullException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  private final int needed;
  private final int free;

  ArenaFullException(int needed, int free, int pages) {
    super(
        "%d pages are needed and %d of %d are free: close or shorten a cache, or take a larger arena"
            .formatted(needed, free, pages));
    this.needed = needed;
    this.free = free;
  }

  /** Pages that the append needed. */
  public int needed() {
    return needed;
  }

  /** Pages that were free. */
  public int free() {
    return free;
  }
}
