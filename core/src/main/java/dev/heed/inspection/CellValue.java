package dev.heed.inspection;

/** What a cell of a pooled map says of the weights that fall into it. */
public enum CellValue {
  /** Their mean; keys that are left out count as 0. */
  MEAN,
  /** The largest. */
  MAXIMUM
}
