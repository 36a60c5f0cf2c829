package dev.heed.house.broken.left;

import dev.heed.house.broken.right.Right;

/** Uses the room that uses this one. */
public record Left(Right right) {}
