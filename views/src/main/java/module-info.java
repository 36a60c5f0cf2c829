/** Results to text and pictures, as pure functions. Start at {@code StepsText}. */
@org.jspecify.annotations.NullMarked
module dev.heed.views {
  requires static transitive org.jspecify;
  requires transitive dev.heed.core;
  requires java.desktop;

  exports dev.heed.views;
  exports dev.heed.views.page;
  exports dev.heed.views.picture;
}
