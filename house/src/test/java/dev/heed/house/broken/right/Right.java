package dev.heed.house.broken.right;

import dev.heed.house.broken.left.Left;
import jdk.jfr.Event;
import org.jspecify.annotations.Nullable;

/** Uses the room that uses this one, and a part of the JDK that no Java standard names. */
public final class Right extends Event {

  /** Not there at the end of the chain. */
  public final @Nullable Left left;

  /** Takes the other half. */
  public Right(@Nullable Left left) {
    this.left = left;
  }
}
