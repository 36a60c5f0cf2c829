package dev.heed.similarity;

import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The nearest of the rows that were offered, at most k. The order of the offers does not matter.
 */
final class NearestSoFar {
  private final int most;
  private final PriorityQueue<Neighbor> farthestFirst =
      new PriorityQueue<>(Collections.reverseOrder());

  NearestSoFar(int most) {
    this.most = most;
  }

  /** Takes a row in if it is near enough; NaN never is. */
  void offer(int index, double similarity) {
    if (Double.isNaN(similarity)) {
      return;
    }
    if (farthestFirst.size() < most) {
      farthestFirst.add(new Neighbor(index, similarity));
    } else if (similarity >= farthestFirst.element().similarity()) {
      offer(new Neighbor(index, similarity));
    }
  }

  /** Takes in all that another one has. */
  void offerAll(NearestSoFar other) {
    other.farthestFirst.forEach(one -> offer(one.index(), one.similarity()));
  }

  /** The rows, the nearest first. */
  List<Neighbor> inOrder() {
    return farthestFirst.stream().sorted().toList();
  }

  private void offer(Neighbor candidate) {
    if (candidate.compareTo(farthestFirst.element()) < 0) {
      farthestFirst.remove();
      farthestFirst.add(candidate);
    }
  }
}
