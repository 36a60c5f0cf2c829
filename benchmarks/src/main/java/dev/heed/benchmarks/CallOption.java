package dev.heed.benchmarks;

/** What a call of attention is made with. */
public enum CallOption {
  FULL("full"),
  CAUSAL("causal"),
  WINDOW("window 256"),
  BIAS("dense bias"),
  LENGTHS("lengths"),
  SOFTCAP("softcap"),
  ALIBI("ALiBi"),
  SINKS("sinks"),
  KEEP("keep flags"),
  BLOCKS("block mask"),
  PACKED("packed"),
  SCORE_FUNCTION("score function"),
  MASK_FUNCTION("mask function");

  private final String words;

  CallOption(String words) {
    this.words = words;
  }

  /** Its name for readers. */
  public String words() {
    return words;
  }

  /** The call that it is compared with; itself for full and causal. */
  public CallOption base() {
    return this == WINDOW || this == CAUSAL ? CAUSAL : FULL;
  }
}
