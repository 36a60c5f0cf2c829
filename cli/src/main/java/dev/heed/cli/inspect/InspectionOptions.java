package dev.heed.cli.inspect;

import dev.heed.cli.input.MaskOptions;
import dev.heed.inspection.Block;
import dev.heed.inspection.CellValue;
import dev.heed.inspection.Inspection;
import dev.heed.inspection.KeySet;
import dev.heed.mask.Corner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say what is asked of attention beside its output. */
public final class InspectionOptions {
  private static final int TOP = 5;

  @Option(
      names = "--top",
      paramLabel = "K",
      description = "The K keys with the largest weights of each query.")
  private @Nullable Integer top;

  @Option(names = "--entropy", description = "Entropy of each row of weights, in nats.")
  private boolean entropy;

  @Option(
      names = "--received",
      description = "What each key receives: the sum of its weights over all queries.")
  private boolean received;

  @Option(
      names = "--received-from",
      converter = Span.Converter.class,
      paramLabel = "A..B",
      description = "The same over queries A to B.")
  private @Nullable Span receivedFrom;

  @Option(
      names = "--map",
      paramLabel = "N",
      description = "The matrix of weights pooled to N × N cells.")
  private @Nullable Integer map;

  @Option(
      names = "--map-value",
      paramLabel = "mean|maximum",
      description = "What a cell says of its weights (default: mean).")
  private CellValue value = CellValue.MEAN;

  @Option(
      names = "--rows",
      converter = Span.Converter.class,
      paramLabel = "A..B",
      description = "All weights of queries A to B, both included.")
  private @Nullable Span rows;

  @Option(
      names = "--keys",
      converter = Span.Converter.class,
      paramLabel = "A..B",
      description = "With --rows: only their weights of keys A to B.")
  private @Nullable Span keys;

  @Option(names = "--distance", description = "Mean distance Σ w·|i − j| of each row.")
  private boolean distance;

  @Option(names = "--diagonal", description = "Weight on the query's own key.")
  private boolean diagonal;

  @Option(names = "--previous", description = "Weight on the key before it.")
  private boolean previous;

  @Option(
      names = "--sink",
      paramLabel = "N",
      description = "Weight on the first N keys, where attention sinks are.")
  private @Nullable Integer sink;

  @Option(
      names = "--near",
      paramLabel = "LEFT,RIGHT",
      description = "Weight on the keys from LEFT before the query's own to RIGHT behind it.")
  private @Nullable String near;

  @Option(
      names = "--value-weighted",
      description = "Top keys, received attention, map and rows of weights × ‖v‖, too.")
  private boolean valueWeighted;

  /** Whether anything is asked for. */
  public boolean given() {
    return top != null
        || entropy
        || received
        || receivedFrom != null
        || map != null
        || rows != null
        || distance
        || diagonal
        || previous
        || sink != null
        || near != null;
  }

  /**
   * What is asked for; where that is nothing, entropy, top keys and received attention.
   *
   * @param queries how many there are of a sequence, and
   * @param count how many keys
   * @param corner how they line up; null where nobody says
   */
  public Inspection inspection(int queries, int count, @Nullable Corner corner) {
    check();
    Corner own = corner == null && queries == count ? Corner.TOP_LEFT : corner;
    Inspection asked = Inspection.none();
    if (!given()) {
      asked = asked.withEntropy().withReceived().withTopKeys(Math.min(TOP, count));
    }
    asked = entropy ? asked.withEntropy() : asked;
    asked = top != null ? asked.withTopKeys(top) : asked;
    asked = received ? asked.withReceived() : asked;
    Span from = receivedFrom;
    if (from != null) {
      require("--received-from", from, queries, "queries");
      asked = asked.withReceivedFrom(query -> query >= from.first() && query <= from.last());
    }
    asked = map != null ? asked.withMap(map, value) : asked;
    asked = rows != null ? asked.withBlock(block(rows, queries, count)) : asked;
    asked = withMasses(asked, own);
    return valueWeighted ? asked.withValueWeights() : asked;
  }

  private void check() {
    if (top != null && top < 1) {
      throw new IllegalArgumentException("--top %d: at least 1 key".formatted(top));
    }
    if (map != null && map < 1) {
      throw new IllegalArgumentException("--map %d: at least 1 cell a side".formatted(map));
    }
    if (received && receivedFrom != null) {
      throw new IllegalArgumentException("--received and --received-from: one of them");
    }
    if (keys != null && rows == null) {
      throw new IllegalArgumentException("--keys goes with --rows, whose weights it narrows");
    }
  }

  private Block block(Span queries, int most, int count) {
    require("--rows", queries, most, "queries");
    Span columns = keys == null ? new Span(0, count - 1) : keys;
    require("--keys", columns, count, "keys");
    return new Block(queries.first(), queries.last() + 1, columns.first(), columns.last() + 1);
  }

  private static void require(String option, Span span, int count, String what) {
    if (span.last() >= count) {
      throw new IllegalArgumentException(
          "%s %d..%d: there are %d %s, counted from 0"
              .formatted(option, span.first(), span.last(), count, what));
    }
  }

  private Inspection withMasses(Inspection before, @Nullable Corner corner) {
    Inspection asked = before;
    if (distance) {
      asked = corner == null ? asked.withDistance() : asked.withDistance(corner);
    }
    asked = diagonal ? asked.withMass("diagonal", new KeySet.Near(0, 0, corner)) : asked;
    asked = previous ? asked.withMass("previous", new KeySet.Near(1, -1, corner)) : asked;
    asked = sink != null ? asked.withMass("sink", KeySet.first(sink)) : asked;
    if (near != null) {
      int[] sides = MaskOptions.numbers("--near", near);
      if (sides.length != 2) {
        throw new IllegalArgumentException(
            "--near %s: two whole numbers, LEFT,RIGHT".formatted(near));
      }
      asked = asked.withMass("near", new KeySet.Near(sides[0], sides[1], corner));
    }
    return asked;
  }
}
