package dev.heed.cli.console;

import dev.heed.views.page.Page;
import dev.heed.views.picture.Picture;

/** A result that can be looked at, drawn when somebody asks. */
public interface Drawing {
  /** All of it as a page. */
  Page page();

  /** The most telling part of it as one picture. */
  Picture picture();
}
