package dev.heed.execution;

/** Watches a long call and may end it. */
@FunctionalInterface
public interface CallObserver {
  /**
   * Called on the calling thread after each of the items that it works on itself, and when all are
   * done.
   *
   * @param done items that are done, by all threads
   * @param total items of the call: tiles of queries, for attention
   * @return whether the call goes on; once false it ends with a {@link
   *     java.util.concurrent.CancellationException} as soon as no thread works on it
   */
  boolean progress(int done, int total);
}
