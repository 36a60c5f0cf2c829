/** How fast this machine is, and how much of that Heed reaches. Start at {@code Survey}. */
@org.jspecify.annotations.NullMarked
module dev.heed.meter {
  requires static transitive org.jspecify;
  requires java.management;
  requires transitive dev.heed.core;

  exports dev.heed.meter;
}
