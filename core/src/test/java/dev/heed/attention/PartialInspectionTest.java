package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.execution.Execution;
import dev.heed.inspection.Inspection;
import dev.heed.inspection.TopKeys;
import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What parts of the keys find, merged, against an inspection of the whole. */
@DisplayName("S3, S5, S11, S12, S14: inspection of parts")
class PartialInspectionTest {
  private static final int CASES = Integer.getInteger("heed.cases", 30);

  private final Seeds seeds = Seeds.fromProperty();
  private final RandomGenerator random = seeds.random();

  private static Tensor rows(Tensor tensor, int from, int to) {
    return tensor.slice(tensor.rank() - 2, from, to);
  }

  private RandomProblem draw(DType dtype, int poisoned) {
    while (true) {
      RandomProblem drawn = RandomProblem.draw(seeds, dtype, poisoned);
      boolean packed =
          drawn.attention().mask().parts().stream().anyMatch(Mask.Packed.class::isInstance);
      if (!packed && drawn.sizes().queries() > 0 && drawn.sizes().keys() > 0) {
        return drawn;
      }
    }
  }

  private List<Integer> cuts(int rows) {
    List<Integer> cuts = new ArrayList<>(List.of(0, rows));
    for (int n = random.nextInt(5); n > 0; n--) {
      cuts.add(random.nextInt(rows + 1));
    }
    Collections.sort(cuts);
    return cuts;
  }

  private <T> List<T> shuffled(List<T> list) {
    List<T> copy = new ArrayList<>(list);
    Collections.shuffle(copy, new Random(random.nextLong()));
    return copy;
  }

  /** Both rounds of one chunk of queries over parts of the keys, in any order. */
  private final class Rounds {
    private final RandomProblem drawn;
    private final SplitAttention split;
    private final List<Integer> cuts;
    private final Inspection asked;

    Rounds(RandomProblem drawn, Inspection asked) {
      Attention one = drawn.attention();
      Attention plain =
          new Attention(one.scale(), one.softcap(), one.bias(), one.mask(), null, one.execution());
      this.drawn = drawn;
      this.split = new SplitAttention(plain, drawn.sizes().queries(), drawn.sizes().keys());
      this.cuts = cuts(drawn.sizes().keys());
      this.asked = asked;
    }

    private SplitAttention.Part part(int first, int end, int n) {
      return new SplitAttention.Part(
          rows(drawn.q(), first, end),
          rows(drawn.k(), cuts.get(n), cuts.get(n + 1)),
          rows(drawn.v(), cuts.get(n), cuts.get(n + 1)),
          first,
          cuts.get(n));
    }

    /** Of queries from {@code first} to {@code end}: lists of all keys, and sums of each part. */
    TopKeys run(int first, int end, List<List<PartialReceived>> received) {
      PartialTree tree = new PartialTree(cuts.size() - 1);
      for (int n = 0; n + 1 < cuts.size(); n++) {
        tree.add(n, split.partial(part(first, end, n)));
      }
      Tensor sinks = drawn.attention().sinks();
      PartialAttention whole =
          sinks == null ? tree.result().rowSums() : tree.result().rowSums(sinks);
      whole = PartialAttention.ofBytes(whole.toBytes());
      List<PartialTopKeys> lists = new ArrayList<>();
      for (int n = 0; n + 1 < cuts.size(); n++) {
        PartialInspection found = split.inspect(part(first, end, n), whole, asked);
        PartialTopKeys list = Objects.requireNonNull(found.topKeys());
        lists.add(list);
        received.get(n).add(Objects.requireNonNull(found.received()));
        if (random.nextInt(3) == 0) {
          lists.add(list);
        }
        PartialTopKeys early =
            split
                .inspect(part(first, end, n), null, Inspection.none().withTopKeys(asked.topKeys()))
                .topKeys();
        Bits.assertSame("round one", list.scores(), Objects.requireNonNull(early).scores());
        Bits.assertSame("round one", list.keys(), early.keys());
      }
      return merged(shuffled(lists)).finish(whole);
    }
  }

  /** In some grouping. */
  private PartialTopKeys merged(List<PartialTopKeys> lists) {
    List<PartialTopKeys> left = new ArrayList<>(lists);
    while (left.size() > 1) {
      int n = random.nextInt(left.size() - 1);
      left.set(n, left.get(n).merge(left.remove(n + 1)));
    }
    return left.getFirst();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void partsInFloat64AgreeWithTheWhole(int poisoned) {
    for (int turn = 0; turn < CASES; turn++) {
      agree(draw(DType.FLOAT64, poisoned), 1e-10);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void partsInFloat32AgreeWithTheWhole(int poisoned) {
    for (int turn = 0; turn < CASES; turn++) {
      agree(draw(DType.FLOAT32, poisoned), 1e-5);
    }
  }

  private void agree(RandomProblem drawn, double allowed) {
    int queries = drawn.sizes().queries();
    int keys = drawn.sizes().keys();
    int step = 1 + random.nextInt(3);
    IntPredicate chosen = i -> i % step == 0;
    int most = 1 + random.nextInt(Math.min(keys, 12));
    Inspection asked = Inspection.none().withTopKeys(most).withReceivedFrom(chosen);
    var single = drawn.attention().inspect(drawn.q(), drawn.k(), drawn.v(), asked);
    TopKeys expected = Objects.requireNonNull(single.weights().topKeys());
    Rounds rounds = new Rounds(drawn, asked);
    List<List<PartialReceived>> received = new ArrayList<>();
    for (int n = 0; n + 1 < rounds.cuts.size(); n++) {
      received.add(new ArrayList<>());
    }
    double bound = allowed * Math.max(1, drawn.largestScore() / 10);
    List<Integer> chunks = cuts(queries);
    for (int n = 0; n + 1 < chunks.size(); n++) {
      int first = chunks.get(n);
      int end = chunks.get(n + 1);
      TopKeys top = rounds.run(first, end, received);
      Bits.assertSame(drawn.description(), rows(expected.keys(), first, end), top.keys());
      close(drawn.description(), rows(expected.weights(), first, end), top.weights(), bound);
    }
    Tensor all = Objects.requireNonNull(single.weights().received());
    for (int n = 0; n < received.size(); n++) {
      List<PartialReceived> parts = received.get(n);
      PartialReceived sum = PartialReceived.sum(shuffled(parts));
      List<PartialReceived> twice = new ArrayList<>(parts);
      twice.addAll(parts);
      Bits.assertSame("any order", sum.sums(), PartialReceived.sum(shuffled(twice)).sums());
      assertThat(sum.queries()).isEqualTo(queries);
      Tensor own = all.slice(all.rank() - 1, rounds.cuts.get(n), rounds.cuts.get(n + 1));
      close(drawn.description(), own, sum.sums(), bound * queries);
    }
  }

  private static void close(String what, Tensor expected, Tensor actual, double bound) {
    assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
    double[] wanted = expected.toDoubleArray();
    double[] got = actual.toDoubleArray();
    for (int n = 0; n < wanted.length; n++) {
      boolean same = Double.valueOf(got[n]).equals(wanted[n]) || got[n] == wanted[n];
      if (!same && !(Math.abs(got[n] - wanted[n]) <= bound)) {
        throw new AssertionError(
            "%s: element %d is %s, the whole has %s".formatted(what, n, got[n], wanted[n]));
      }
    }
  }

  /** Threads and the way that keys are split change no bit of what a key receives. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void receivedAttentionHasTheSameBitsHoweverKeysAreSplit(DType dtype) {
    Tensor q = Tensor.of(seeds.normal(2 * 300 * 8), 2, 300, 8).to(dtype);
    Tensor k = Tensor.of(seeds.normal(500 * 8), 1, 500, 8).to(dtype);
    Attention attention =
        Attention.scaledDotProduct()
            .withMask(Mask.lengths(480))
            .withExecution(Execution.standard().withThreads(3));
    SplitAttention split = new SplitAttention(attention, 400, 500);
    PartialAttention whole = split.partial(new SplitAttention.Part(q, k, k, 100, 0));
    Inspection asked = Inspection.none().withReceived();
    List<Tensor> sizes = new ArrayList<>();
    for (int size : new int[] {500, 128, 61, 7}) {
      double[] all = new double[2 * 500];
      for (int from = 0; from < 500; from += size) {
        int to = Math.min(500, from + size);
        Tensor keys = rows(k, from, to);
        var part = new SplitAttention.Part(q, keys, keys, 100, from);
        PartialReceived found =
            Objects.requireNonNull(split.inspect(part, whole, asked).received());
        double[] sums = found.sums().toDoubleArray();
        for (int h = 0; h < 2; h++) {
          System.arraycopy(sums, h * (to - from), all, h * 500 + from, to - from);
        }
      }
      sizes.add(Tensor.of(all, 2, 500));
      Bits.assertSame("parts of " + size, sizes.getFirst(), sizes.getLast());
    }
    Tensor expected = sizes.getFirst();
    double total = Arrays.stream(expected.toDoubleArray()).sum();
    assertThat(Math.abs(total - 600)).isLessThan(1e-3);
    assertThat(expected.get(1, 480)).isZero();
  }

  @Test
  void equalScoresAreInTheOrderOfTheirKeys() {
    float none = Float.NEGATIVE_INFINITY;
    PartialTopKeys one =
        new PartialTopKeys(
            Tensor.of(new float[] {5, 3, 3}, 1, 3), Tensor.of(new int[] {9, 2, 7}, 1, 3));
    PartialTopKeys two =
        new PartialTopKeys(
            Tensor.of(new float[] {5, 3, none}, 1, 3), Tensor.of(new int[] {4, 1, -1}, 1, 3));
    for (PartialTopKeys merged :
        List.of(one.merge(two), two.merge(one), one.merge(two).merge(one))) {
      assertThat(merged.keys().toDoubleArray()).containsExactly(4, 9, 1);
      assertThat(merged.scores().toDoubleArray()).containsExactly(5, 5, 3);
    }
    PartialTopKeys few = two.merge(two);
    assertThat(few.keys().toDoubleArray()).containsExactly(4, 1, -1);
    assertThat(few.scores().get(0, 2)).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void whatAPartCannotAnswerIsRefused() {
    Tensor q = Tensor.of(seeds.normalFloats(4 * 3), 4, 3);
    SplitAttention split = new SplitAttention(Attention.scaledDotProduct(), 4, 4);
    var part = new SplitAttention.Part(q, q, q, 0, 0);
    PartialAttention whole = split.partial(part);
    for (Inspection more :
        List.of(
            Inspection.none().withEntropy(),
            Inspection.none().withMap(2),
            Inspection.none().withValueWeights(),
            Inspection.none().onlyQueries(0, 1))) {
      assertThatThrownBy(() -> split.inspect(part, whole, more))
          .hasMessageContaining("a part answers those two");
    }
    Inspection received = Inspection.none().withReceived();
    assertThatThrownBy(() -> split.inspect(part, null, received))
        .hasMessage("received attention without the states of all keys: they are merged first");
    var fewer = new SplitAttention.Part(rows(q, 0, 2), q, q, 0, 0);
    assertThatThrownBy(() -> split.inspect(fewer, whole, received))
        .hasMessageContaining("states of float32 [4] for queries float32 [2]");
    assertThatThrownBy(() -> split.inspect(part, whole, Inspection.none().withTopKeys(5)))
        .hasMessageContaining("top 5 of 4 keys");
    PartialReceived one = Objects.requireNonNull(split.inspect(part, whole, received).received());
    assertThatThrownBy(
            () -> PartialReceived.sum(List.of(one, new PartialReceived(2, 4, 0, one.sums()))))
        .hasMessageContaining("queries 0 to 4 and 2 to 6: each query is in one chunk");
    assertThatThrownBy(
            () -> PartialReceived.sum(List.of(one, new PartialReceived(4, 4, 1, one.sums()))))
        .hasMessageContaining("chunks are added of the same keys");
    assertThatThrownBy(() -> PartialReceived.sum(List.of())).hasMessageContaining("at least one");
    assertThatThrownBy(() -> new PartialTopKeys(q, q)).hasMessageContaining("int32");
  }
}
