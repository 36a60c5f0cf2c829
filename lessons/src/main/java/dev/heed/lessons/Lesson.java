package dev.heed.lessons;

/** A tutorial that can be computed again from its own numbers; see {@link Lessons#of}. */
public sealed interface Lesson
    permits NormalMatrices, WordEmbeddings, RandomWeights, CausalAttention, SharedEmbeddings {
  /** Which of the five, from 1. */
  int number();

  /** What it teaches, in a few words. */
  String title();

  /**
   * Computes every step in float64 from the numbers that the document gives, and compares each
   * result that it prints. Takes milliseconds; gives the same report every time.
   */
  LessonReport replay();

  /** What its attention is computed from, to be changed and computed again. */
  LessonInputs inputs();
}
