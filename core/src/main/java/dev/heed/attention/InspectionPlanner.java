package dev.heed.attention;

import dev.heed.engine.call.Call;
import dev.heed.engine.inspect.Inspected;
import dev.heed.engine.inspect.InspectionRules;
import dev.heed.engine.operand.Operands;
import dev.heed.engine.operand.Partition;
import dev.heed.inspection.Block;
import dev.heed.inspection.Inspection;
import java.util.ArrayList;
import java.util.List;

/** Says what each part of an inspection adds to a call: work, memory and answers. */
final class InspectionPlanner {
  /** Bytes of an entry in a list of top keys: rank and key. */
  private static final int ENTRY = Double.BYTES + Integer.BYTES;

  private final Call call;
  private final Operands operands;
  private final Inspection asked;
  private final InspectionRules rules;
  private final Plan plan;
  private final long pairs;
  private final long rows;
  private final long heads;
  private final long kinds;
  private final int bytes;
  private final List<Plan.Part> parts = new ArrayList<>();

  /**
   * @param plan of the call without the inspection
   * @param pairs of queries and keys that are computed in it
   */
  InspectionPlanner(Call call, InspectionRules rules, Plan plan, long pairs) {
    this.call = call;
    this.operands = call.operands();
    this.asked = rules.inspection();
    this.rules = rules;
    this.plan = plan;
    this.pairs = pairs;
    this.heads = (long) operands.batch() * operands.heads();
    this.rows = heads * operands.queries();
    this.kinds = asked.valueWeighted() ? 2 : 1;
    this.bytes = operands.computed().bytes();
  }

  List<Plan.Part> parts() {
    long lane = (long) plan.tileQueries() * Double.BYTES;
    add("log-sum-exp, maximum", 2 * pairs, 4 * lane, 2 * rows * bytes);
    if (hasFew()) {
      add("few queries in tiles", pairs * operands.depth(), 0, 0);
    }
    if (asked.entropy()) {
      add("entropy", 0, 0, rows * bytes);
    }
    if (asked.distance() != null) {
      add("distance", pairs, lane, rows * bytes);
    }
    asked.masses().forEach((name, set) -> add("mass " + name, 0, lane, rows * bytes));
    if (asked.topKeys() > 0) {
      long list = kinds * plan.tileQueries() * asked.topKeys() * ENTRY;
      long ranked = (kinds - 1) * plan.tileQueries() * Partition.KEY_TILE * bytes;
      long answers = kinds * rows * asked.topKeys() * (bytes + Integer.BYTES);
      add("top " + asked.topKeys(), 0, list + ranked, answers);
    }
    if (asked.valueWeighted()) {
      add("norms of values", 0, 2L * operands.keys() * bytes, 0);
    }
    if (asked.looksTwice()) {
      addSecondPass();
    }
    return parts;
  }

  private void addSecondPass() {
    add("scores once more", secondPairs() * operands.depth(), 0, 0);
    long waiting = Math.min(plan.threads() + 1L, Inspected.MOST);
    if (asked.receivedFrom() != null) {
      long sums = kinds * operands.keys() * Double.BYTES;
      add("received", kinds * pairs, sums * waiting / plan.threads(), kinds * heads * sums / kinds);
    }
    if (asked.map() != null) {
      long cells = (long) rules.mapRows() * rules.mapColumns();
      String name = "map of %d × %d".formatted(rules.mapRows(), rules.mapColumns());
      long sums = kinds * cells * Double.BYTES * waiting / plan.threads();
      add(name, kinds * pairs, sums, kinds * heads * cells * bytes);
    }
    for (Block block : rules.blocks()) {
      long weights = (long) block.queries() * block.keys();
      String name = "block of %d × %d".formatted(block.queries(), block.keys());
      add(name, 0, 0, kinds * heads * weights * bytes);
    }
  }

  /** Pairs whose scores are computed twice: all, or those of the tiles that blocks lie in. */
  private long secondPairs() {
    if (rules.hasSums()) {
      return pairs;
    }
    long most = 0;
    for (Block block : rules.blocks()) {
      long queries = Math.ceilDiv(block.queries(), plan.tileQueries()) + 1L;
      long keys = Math.ceilDiv(block.keys(), Partition.KEY_TILE) + 1L;
      most += heads * queries * plan.tileQueries() * keys * Partition.KEY_TILE;
    }
    return Math.min(pairs, most);
  }

  private boolean hasFew() {
    boolean few = false;
    for (int n = 0; n < call.sequences().count(); n++) {
      few |= call.sequences().isFew(n);
    }
    return few;
  }

  /**
   * @param scratch bytes of one thread
   */
  private void add(String name, long multiplyAdds, long scratch, long answers) {
    parts.add(new Plan.Part(name, multiplyAdds, scratch * plan.threads(), answers));
  }
}
