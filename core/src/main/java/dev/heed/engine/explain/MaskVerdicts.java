package dev.heed.engine.explain;

import dev.heed.engine.operand.Sequences;
import dev.heed.engine.rule.MaskRules;
import dev.heed.engine.rule.TileFlags;
import dev.heed.explain.MaskVerdict;
import dev.heed.mask.BlockMask;
import dev.heed.mask.Corner;
import dev.heed.mask.Kept;
import dev.heed.mask.Mask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks each mask of a call about one pair. */
final class MaskVerdicts {
  private final List<Mask> masks;
  private final Sequences sequences;
  private final Place place;
  private final int head;
  private final List<TileFlags> flags;
  private final Map<String, Integer> numbered = new HashMap<>();
  private int nextFlags;

  /**
   * @param masks as the caller gave them
   * @param rules the same masks after every check
   */
  MaskVerdicts(List<Mask> masks, MaskRules rules, Place place) {
    this.masks = masks;
    this.sequences = place.sequences();
    this.place = place;
    this.head = place.pair().head();
    this.flags = rules.flags(1, 1);
  }

  /** In the order of the masks; those that count within a sequence only about a pair of one. */
  List<MaskVerdict> all() {
    List<MaskVerdict> verdicts = new ArrayList<>();
    for (Mask mask : masks) {
      boolean absolute = mask instanceof Mask.Packed || mask instanceof Mask.Flags;
      MaskVerdict verdict = place.isTogether() || absolute ? verdict(mask) : passedOver(mask);
      if (verdict != null) {
        verdicts.add(verdict);
      }
    }
    return verdicts;
  }

  /** Keeps the order of those that are flags. */
  private @Nullable MaskVerdict passedOver(Mask mask) {
    boolean isFlags =
        mask instanceof Mask.Blocks || mask instanceof BlockMask || mask instanceof Mask.Function;
    nextFlags += isFlags ? 1 : 0;
    return null;
  }

  private MaskVerdict verdict(Mask mask) {
    return switch (mask) {
      case Mask.Causal one -> causal(one.corner());
      case Mask.Window one -> window(one);
      case Mask.Flags one -> flags(one);
      case Mask.Packed one -> packed();
      case Mask.Blocks one -> blocks(one.size());
      case BlockMask one -> asked(numbered("block mask"), "block mask");
      case Mask.Function one -> asked(numbered("mask function"), "function");
      case Mask.Lengths one -> length(one.keys().get(place.sequence()));
      case Mask.All all -> throw new IllegalStateException("a combined mask in " + all);
    };
  }

  private MaskVerdict causal(@Nullable Corner corner) {
    int own = place.query() + sequences.shift(corner, place.sequence());
    boolean out = place.key() > own;
    String reason =
        "key %d %s position %d, where the query stands"
            .formatted(
                place.key(),
                out ? "comes after" : place.key() == own ? "is at" : "comes before",
                own);
    Map<String, Integer> numbers = new LinkedHashMap<>();
    numbers.put("position", own);
    numbers.put("key", place.key());
    return new MaskVerdict(numbered("causal mask") + cornered(corner), out, reason, numbers);
  }

  private MaskVerdict window(Mask.Window window) {
    int own = place.query() + sequences.shift(window.corner(), place.sequence());
    long from = window.left() < 0 ? Long.MIN_VALUE : (long) own - window.left();
    long to = window.right() < 0 ? Long.MAX_VALUE : (long) own + window.right();
    boolean out = place.key() < from || place.key() > to;
    String reach =
        window.left() < 0 && window.right() < 0
            ? "all keys"
            : window.left() < 0
                ? "the keys up to " + to
                : window.right() < 0
                    ? "the keys from " + from + " on"
                    : "keys " + from + " to " + to;
    String reason =
        "the query at position %d sees %s, and key %d is %s"
            .formatted(own, reach, place.key(), out ? "none of them" : "one of them");
    Map<String, Integer> numbers = new LinkedHashMap<>();
    numbers.put("left", window.left());
    numbers.put("right", window.right());
    numbers.put("position", own);
    numbers.put("key", place.key());
    return new MaskVerdict(
        numbered("window mask") + cornered(window.corner()), out, reason, numbers);
  }

  private MaskVerdict flags(Mask.Flags mask) {
    boolean out = asksOut();
    boolean flag = out != mask.keep();
    String reason =
        "the pair's flag is %s, and true %s"
            .formatted(flag, mask.keep() ? "keeps a key" : "leaves a key out");
    String name = numbered(mask.keep() ? "keep flags" : "hide flags");
    return new MaskVerdict(name, out, reason, Map.of("flag", flag ? 1 : 0));
  }

  private MaskVerdict packed() {
    boolean out = !place.isTogether();
    String reason =
        out
            ? "the query is in packed sequence %d and the key in %d"
                .formatted(place.sequence(), place.keySequence())
            : "query and key are both in packed sequence " + place.sequence();
    Map<String, Integer> numbers = new LinkedHashMap<>();
    numbers.put("query_sequence", place.sequence());
    numbers.put("key_sequence", place.keySequence());
    return new MaskVerdict(numbered("packed sequences"), out, reason, numbers);
  }

  private MaskVerdict blocks(int size) {
    boolean out = asksOut();
    int row = place.query() / size;
    int column = place.key() / size;
    String reason =
        "the flag of block (%d, %d) of %d x %d is %s"
            .formatted(row, column, size, size, out ? "false" : "true");
    Map<String, Integer> numbers = new LinkedHashMap<>();
    numbers.put("size", size);
    numbers.put("row", row);
    numbers.put("column", column);
    numbers.put("flag", out ? 0 : 1);
    return new MaskVerdict(numbered("block flags"), out, reason, numbers);
  }

  private MaskVerdict asked(String name, String what) {
    boolean out = asksOut();
    String reason =
        "the %s %s query %d with key %d"
            .formatted(what, out ? "does not join" : "joins", place.query(), place.key());
    return new MaskVerdict(name, out, reason, Map.of());
  }

  private MaskVerdict length(int length) {
    boolean out = place.key() >= length;
    String reason =
        "sequence %d has %d %s, and key %d is %s"
            .formatted(
                place.sequence(),
                length,
                length == 1 ? "key" : "keys",
                place.key(),
                out ? "padding" : "one of them");
    Map<String, Integer> numbers = new LinkedHashMap<>();
    numbers.put("length", length);
    numbers.put("key", place.key());
    return new MaskVerdict(numbered("lengths"), out, reason, numbers);
  }

  /** Whether the next mask that is flags leaves the pair out. */
  private boolean asksOut() {
    TileFlags next = flags.get(nextFlags++);
    return next.look(place.sequence(), head, place.query(), 1, place.key(), 1) == Kept.NONE;
  }

  /** The name with a number, of functions always, of others from the second one on. */
  private String numbered(String name) {
    return PairSteps.numbered(name, numbered);
  }

  private static String cornered(@Nullable Corner corner) {
    return corner == null ? "" : corner == Corner.TOP_LEFT ? ", top left" : ", bottom right";
  }
}
