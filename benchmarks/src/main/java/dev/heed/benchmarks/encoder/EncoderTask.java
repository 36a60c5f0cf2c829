package dev.heed.benchmarks.encoder;

/** What an encoder has to do. */
public enum EncoderTask {
  /** 32 texts of 128 tokens, all in one call. */
  BATCH("32 texts of 128 tokens"),
  /** Short sentences of mixed length, all in one call; memory is that of this task's process. */
  SENTENCES("short sentences"),
  /** The same sentences, a call for each. */
  ONE_BY_ONE("short sentences one by one"),
  /** A fresh JVM up to the first embedding. */
  START("start");

  private final String words;

  EncoderTask(String words) {
    this.words = words;
  }

  /** Its name for readers. */
  public String words() {
    return words;
  }
}
