package dev.heed.explorer.api;

import dev.heed.execution.Execution;
import java.util.Map;

/**
 * What is asked for.
 *
 * @param path the parts of the path that vary, by name
 * @param query what stands behind the question mark
 * @param body what was posted; empty where nothing was
 * @param execution how the work runs, which ends when nobody waits for it any more
 */
public record Call(Map<String, String> path, Parameters query, Content body, Execution execution) {
  /** A part of the path. */
  public String part(String name) {
    String part = path.get(name);
    if (part == null) {
      throw new IllegalStateException("the path has no part " + name);
    }
    return part;
  }

  /**
   * A part of the path that counts from 0.
   *
   * @throws ProblemException if it is no number, or there are not so many
   */
  public int index(String name, int count) {
    String part = part(name);
    int index = -1;
    if (part.matches("[0-9]{1,9}")) {
      index = Integer.parseInt(part);
    }
    if (index < 0 || index >= count) {
      throw new ProblemException(
          Problem.absent(
              "%s %s: they are counted from 0 to %d"
                  .formatted(name, Parameters.shown(part), count - 1)));
    }
    return index;
  }
}
