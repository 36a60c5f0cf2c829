/**
 * Files of arrays to tensors and back: npy, npz, safetensors, CSV, JSON. Start at {@code
 * ArrayFile}.
 */
@org.jspecify.annotations.NullMarked
module dev.heed.formats {
  requires static transitive org.jspecify;
  requires transitive dev.heed.core;
  requires tools.jackson.core;

  exports dev.heed.formats;
}
