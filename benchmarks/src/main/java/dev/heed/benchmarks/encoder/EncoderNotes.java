package dev.heed.benchmarks.encoder;

import java.util.List;

/** What the figures mean. */
final class EncoderNotes {
  static final String ALL_AT_ONCE =
      "The median of at least two passes of each process. × Heed is how many times as long as Heed an"
          + " engine takes, the ratio of the same round and then the median of the rounds. ONNX Runtime"
          + " gets tokens; Heed and langchain4j get texts. langchain4j one by one is a pass of the next"
          + " table.";

  static final String ONE_BY_ONE =
      "The time of each call after 15 seconds of warm-up, since compilers of a JVM share its processor:"
          + " half and 99 % of the calls take no longer.";

  static final String MEMORY =
      "Of the processes that embed all short sentences in one call, at their end: resident is VmRSS,"
          + " peak is VmHWM, both of heap, code and native memory; allocated is what one call leaves on"
          + " the heap, garbage included. JVMs have the flags that the head of the page names and no"
          + " others, so the heap may grow to a quarter of the machine's memory.";

  static final String START =
      "From the start of a JVM to the line with the embedding of one sentence, on two processors, with"
          + " the caches warm: Heed's packed weights, langchain4j's native tokenizer.";

  static final String PROCESSORS =
      "Processor time by the clock while it was measured. ONNX Runtime 1.20 binds its threads to all"
          + " processors of the machine, those of taskset or not; on fewer than there are, a preloaded"
          + " library (held.c) keeps every engine where it is, as a container does.";

  static final String PROCESSES = "Each number is the median of one process.";

  private EncoderNotes() {}

  /** What was done. */
  static String work(List<EncoderWork> works) {
    int sentences = works.stream().mapToInt(EncoderWork::sentences).max().orElse(0);
    return ("all-MiniLM-L6-v2, the same weights for all, in processes of their own for each engine,"
            + " task and number of threads, which take turns. Texts are made from the seed %d: %d of"
            + " %d tokens, so that nobody cuts or pads them, and %,d sentences of 3 to 40 words."
            + " Before anything is timed, every embedding has a cosine of at least 1 − 10⁻⁵ with that"
            + " of ONNX Runtime without optimisations on tokens of HuggingFace's tokenizer, one text"
            + " at a time. %s")
        .formatted(
            EncoderTexts.SEED,
            EncoderTexts.LONG_TEXTS,
            EncoderTexts.LONG_TOKENS,
            sentences,
            Processors.isThere()
                ? "A process has as many processors as threads (taskset), the JVM's own among them:"
                    + " langchain4j takes all that there are."
                : "Without taskset, every process has all processors.");
  }
}
