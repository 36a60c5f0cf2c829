package dev.heed.cli.console;

/** Formats of files to look at. */
public enum PictureFormat {
  /** One self-contained page. */
  HTML,
  /** A drawing that keeps its sharpness at any size. */
  SVG,
  /** An image. */
  PNG
}
