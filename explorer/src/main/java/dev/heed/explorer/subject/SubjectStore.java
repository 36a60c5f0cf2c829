package dev.heed.explorer.subject;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Subjects by id, as many as memory allows; those that nobody asked for longest go first. */
public final class SubjectStore {
  private final long limit;
  private final Map<String, Subject> subjects = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Subject> kept = new LinkedHashMap<>();
  private long bytes;

  /**
   * @param limit bytes that all subjects together may take
   */
  public SubjectStore(long limit) {
    this.limit = limit;
  }

  /** The subject of an id, if it is still there. */
  public synchronized Optional<Subject> find(String id) {
    Subject own = kept.get(id);
    return Optional.ofNullable(own == null ? subjects.get(id) : own);
  }

  /**
   * Keeps a subject, and lets go of others where that takes too much.
   *
   * @throws IllegalArgumentException if it is larger than the whole store
   */
  public synchronized void add(Subject subject) {
    if (subject.bytes() > limit) {
      throw new IllegalArgumentException(
          "%d bytes to keep in memory, and the limit is %d".formatted(subject.bytes(), limit));
    }
    Subject former = subjects.put(subject.id(), subject);
    bytes += subject.bytes() - (former == null ? 0 : former.bytes());
    var eldest = subjects.values().iterator();
    while (bytes > limit) {
      bytes -= eldest.next().bytes();
      eldest.remove();
    }
  }

  /** Keeps a subject of whoever runs the explorer: it stays, and takes nothing from the others. */
  public synchronized void keep(Subject subject) {
    kept.put(subject.id(), subject);
  }

  /** Bytes that all subjects take, those aside that stay. */
  public synchronized long bytes() {
    return bytes;
  }
}
