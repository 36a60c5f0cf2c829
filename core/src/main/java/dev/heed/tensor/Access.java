package dev.heed.tensor;

/** Whether memory outside the heap can be read by the thread that makes a call. */
public final class Access {
  private Access() {}

  /**
   * The tensor itself.
   *
   * @param name what the message calls it
   * @throws IllegalStateException if its memory has been closed
   * @throws WrongThreadException if its memory is confined to another thread
   */
  public static Tensor require(String name, Tensor tensor) {
    if (tensor.heapArray() != null || tensor.shape().elements() == 0) {
      return tensor;
    }
    try {
      tensor.get(new int[tensor.rank()]);
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          "%s %s: the memory has been closed; an arena stays open as long as its tensors are used"
              .formatted(name, tensor),
          e);
    } catch (WrongThreadException e) {
      WrongThreadException refused =
          new WrongThreadException(
              "%s %s: the memory is confined to another thread; a shared arena is open to all"
                  .formatted(name, tensor));
      refused.initCause(e);
      throw refused;
    }
    return tensor;
  }
}
