package dev.heed.mask;

/** How queries line up with keys under a causal mask or a window when L and S differ. */
public enum Corner {
  /** Query 0 stands at key 0: query i sees keys 0…i. PyTorch, ONNX without a cache. */
  TOP_LEFT,
  /** The last query stands at the last key: query i sees keys 0…i+S−L. FlashAttention, decoding. */
  BOTTOM_RIGHT
}
