package dev.heed.cli;

/** Formats of files to look at. */
enum PictureFormat {
  /** One self-contained page. */
  HTML,
  /** A drawing that keeps its sharpness at any size. */
  SVG,
  /** An image. */
  PNG
}
