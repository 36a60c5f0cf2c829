/** Bytes to tensors and back: npy, npz, CSV, JSON. Start at {@code Arrays}. */
@org.jspecify.annotations.NullMarked
module dev.heed.formats {
  requires static transitive org.jspecify;
  requires transitive dev.heed.core;
  requires tools.jackson.core;
}
