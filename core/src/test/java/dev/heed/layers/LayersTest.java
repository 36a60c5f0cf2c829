package dev.heed.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.execution.Execution;
import dev.heed.execution.KernelSet;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Normalisation, activation, tables and pooling as their callers see them. */
class LayersTest {
  private static final int ROWS = 300;
  private static final int COLUMNS = 384;

  private final Execution alone = Execution.standard().withThreads(1);
  private final Seeds seeds = Seeds.of(41);
  private final Tensor x = Tensor.of(seeds.normalFloats(ROWS * COLUMNS), ROWS, COLUMNS);
  private final Tensor other = Tensor.of(seeds.normalFloats(ROWS * COLUMNS), ROWS, COLUMNS);
  private final Tensor weight = Tensor.of(seeds.normalFloats(COLUMNS), COLUMNS);
  private final Tensor bias = Tensor.of(seeds.normalFloats(COLUMNS), COLUMNS);
  private final LayerNorm norm = LayerNorm.of(weight, bias, 1e-12);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 127, 128, 129, 256, 300, 384})
  void linearMapsSumInBlocksOf128ColumnsWithTheBiasLast(int in) {
    int rows = 70;
    int out = 33;
    float[] inputs = seeds.normalFloats(rows * in);
    float[] weights = seeds.normalFloats(out * in);
    float[] added = seeds.normalFloats(out);
    Linear map = Linear.of(Tensor.of(weights, out, in), Tensor.of(added, out));
    float[] result = map.apply(Tensor.of(inputs, rows, in)).toFloatArray();
    float[] plain =
        Linear.of(Tensor.of(weights, out, in), null)
            .apply(Tensor.of(inputs, rows, in), alone)
            .toFloatArray();
    for (int i = 0; i < rows * out; i++) {
      float total = 0;
      for (int first = 0; first < in; first += 128) {
        float sum = 0;
        for (int c = first; c < Math.min(in, first + 128); c++) {
          sum = Math.fma(inputs[i / out * in + c], weights[i % out * in + c], sum);
        }
        total = first == 0 ? sum : total + sum;
      }
      assertThat(plain[i]).isEqualTo(total);
      assertThat(result[i]).isEqualTo(total + added[i % out]);
    }
    assertThat(map.bias().toFloatArray()).containsExactly(added);
    assertThat(map.withoutBias().apply(Tensor.of(inputs, rows, in)).toFloatArray())
        .containsExactly(plain);
    assertThat(map.withoutBias().bias().toFloatArray()).containsExactly(new float[out]);
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBits() {
    assertThat((long) ROWS * COLUMNS).isGreaterThan(1 << 16);
    double[] normalized = norm.apply(x, alone).toDoubleArray();
    double[] summed = norm.applyToSum(x, other, alone).toDoubleArray();
    double[] activated = Gelu.apply(x, alone).toDoubleArray();
    Linear map = Linear.of(other.slice(0, 0, 200), null);
    double[] mapped = map.apply(x, alone).toDoubleArray();
    for (int threads : new int[] {2, 3, 8}) {
      Execution shared = alone.withThreads(threads);
      requireSame(norm.apply(x, shared), normalized);
      requireSame(norm.applyToSum(x, other, shared), summed);
      requireSame(Gelu.apply(x, shared), activated);
      requireSame(map.apply(x, shared), mapped);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 33, 64, 200})
  void aMapOfThePanelsOfAnotherGivesItsBits(int out) {
    Linear map = Linear.of(other.slice(0, 0, out), null);
    double[] expected = map.apply(x, alone.withKernels(KernelSet.SCALAR)).toDoubleArray();
    for (Execution execution : List.of(alone, alone.withKernels(KernelSet.SCALAR))) {
      Tensor panels = map.panels(execution);
      assertThat(panels.size(1)).isEqualTo(COLUMNS);
      Linear again = Linear.ofPanels(panels, out, null);
      requireSame(again.apply(x, alone), expected);
      requireSame(again.apply(x, alone.withKernels(KernelSet.SCALAR)), expected);
      requireSame(map.apply(x, alone), expected);
      assertThatThrownBy(() -> Linear.ofPanels(panels, out + panels.size(2), null))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("panels are float32[");
    }
    assertThatThrownBy(() -> Linear.ofPanels(x, COLUMNS, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> Linear.ofPanels(map.panels(alone), out, Tensor.of(new double[out], out)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTableMayLieOutsideOfTheHeap() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(4L * ROWS * COLUMNS, 4);
      Tensor outside = Tensor.over(memory, DType.FLOAT32, x.shape());
      x.copyInto(outside);
      Embedding table = Embedding.of(outside);
      int[] ids = {3, 0, 3, ROWS - 1};
      Tensor expected = Embedding.of(x).lookup(ids);
      requireSame(table.lookup(ids), expected.toDoubleArray());
      Tensor sums = other.slice(0, 0, 4).copy();
      Tensor same = sums.copy();
      table.addTo(sums, alone, ids);
      Embedding.of(x).addTo(same, alone, ids);
      requireSame(sums, same.toDoubleArray());
      assertThatThrownBy(() -> table.lookup(ROWS)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void aLinearMapReadsPartsOfTensorsAndWritesIntoPartsOfThem() {
    Linear map = Linear.of(other.slice(0, 0, 70), null);
    Tensor expected = map.apply(x, alone);
    Tensor all = Tensor.zeros(DType.FLOAT32, Shape.of(ROWS + 2, 70));
    map.apply(x, all.slice(0, 1, ROWS + 1), alone);
    requireSame(all.slice(0, 1, ROWS + 1), expected.toDoubleArray());
    assertThat(all.get(0, 69)).isZero();
    assertThat(all.get(ROWS + 1, 0)).isZero();
    requireSame(map.apply(x.slice(0, 9, 20), alone), expected.slice(0, 9, 20).toDoubleArray());
    requireSame(
        Gelu.apply(x.slice(0, 9, 20), alone), Gelu.apply(x, alone).slice(0, 9, 20).toDoubleArray());
    requireSame(map.apply(x, alone.withKernels(KernelSet.SCALAR)), expected.toDoubleArray());
    requireSame(map.apply(x, alone), expected.toDoubleArray());
  }

  private static void requireSame(Tensor actual, double[] expected) {
    assertThat(Arrays.equals(actual.toDoubleArray(), expected)).isTrue();
  }

  @Test
  void aRowGivesTheSameBitsAloneAndStrided() {
    Tensor all = norm.apply(x, alone);
    Tensor one = norm.apply(x.slice(0, 7, 8), alone);
    assertThat(one.toDoubleArray()).containsExactly(all.slice(0, 7, 8).toDoubleArray());
    Tensor strided = x.transpose().copy().transpose();
    requireSame(norm.apply(strided, alone), all.toDoubleArray());
    requireSame(Gelu.apply(strided, alone), Gelu.apply(x, alone).toDoubleArray());
  }

  @Test
  void nothingThatIsGivenChanges() {
    double[] before = x.toDoubleArray();
    double[] added = other.toDoubleArray();
    norm.applyToSum(x, other, alone);
    norm.apply(x, alone);
    Gelu.apply(x, alone);
    Pooling.MEAN.apply(x, alone);
    requireSame(x, before);
    requireSame(other, added);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void normalisedRowsAreNearThePlainFormula(DType dtype) {
    double near = dtype == DType.FLOAT32 ? 3e-6 : 1e-14;
    Tensor rows = x.to(dtype);
    LayerNorm layer = LayerNorm.of(weight.to(dtype), bias.to(dtype), 1e-12);
    double[] result = layer.applyToSum(rows, other.to(dtype), alone).toDoubleArray();
    double worst = 0;
    for (int row = 0; row < ROWS; row++) {
      double mean = 0;
      for (int c = 0; c < COLUMNS; c++) {
        mean += (x.get(row, c) + other.get(row, c)) / COLUMNS;
      }
      double variance = 0;
      for (int c = 0; c < COLUMNS; c++) {
        double distance = x.get(row, c) + other.get(row, c) - mean;
        variance += distance * distance / COLUMNS;
      }
      for (int c = 0; c < COLUMNS; c++) {
        double distance = x.get(row, c) + other.get(row, c) - mean;
        double exact = distance / Math.sqrt(variance + 1e-12) * weight.get(c) + bias.get(c);
        double difference = Math.abs(result[row * COLUMNS + c] - exact);
        // The maximum of Math keeps NaN, which is below nothing.
        worst = Math.max(worst, difference);
      }
    }
    assertThat(worst).isLessThan(near);
  }

  @Test
  void largeNumbersFarFromZeroKeepTheirVariance() {
    float[] row = new float[COLUMNS];
    for (int c = 0; c < COLUMNS; c++) {
      row[c] = 10_000 + c % 2;
    }
    float[] ones = new float[COLUMNS];
    Arrays.fill(ones, 1);
    Tensor result =
        LayerNorm.of(Tensor.of(ones, COLUMNS), Tensor.of(new float[COLUMNS], COLUMNS), 0)
            .apply(Tensor.of(row, 1, COLUMNS), alone);
    assertThat(result.get(0, 0)).isCloseTo(-1, within(1e-6));
    assertThat(result.get(0, 1)).isCloseTo(1, within(1e-6));
  }

  @Test
  void tablesGiveTheirRowsAndAddThem() {
    Embedding table = Embedding.of(Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2));
    Tensor rows = table.lookup(2, 0, 2);
    assertThat(rows.toDoubleArray()).containsExactly(5, 6, 1, 2, 5, 6);
    table.addTo(rows, alone, 1, 1, 0);
    assertThat(rows.toDoubleArray()).containsExactly(8, 10, 4, 6, 6, 8);
    assertThat(table.lookup().shape().sizes()).containsExactly(0, 2);
    Embedding view = Embedding.of(Tensor.of(new double[] {1, 2, 3, 4}, 2, 2).transpose());
    assertThat(view.lookup(1).toDoubleArray()).containsExactly(2, 4);
    Embedding part = Embedding.of(Tensor.of(new float[] {9, 9, 1, 2, 3, 4}, 3, 2).slice(0, 1, 3));
    Tensor sum = part.lookup(1);
    part.addTo(sum, alone, 0);
    assertThat(sum.toDoubleArray()).containsExactly(4, 6);
  }

  @Test
  void rowsBecomeOneByEachWay() {
    for (Tensor rows :
        List.of(
            Tensor.of(new double[][] {{1, 6}, {5, 2}, {0, 1}}),
            Tensor.of(new float[] {9, 9, 1, 6, 5, 2, 0, 1}, 4, 2).slice(0, 1, 4))) {
      assertThat(Pooling.MEAN.apply(rows, alone).toDoubleArray())
          .containsExactly(new double[] {2, 3}, within(1e-6));
      assertThat(Pooling.CLS.apply(rows, alone).toDoubleArray()).containsExactly(1, 6);
      assertThat(Pooling.MAX.apply(rows, alone).toDoubleArray()).containsExactly(5, 6);
    }
    Tensor whole = Tensor.of(new float[] {7, 7, 7, 7}, 2, 2);
    Pooling.MAX.apply(Tensor.of(new float[] {-1, -2}, 1, 2), whole.select(0, 1), alone);
    assertThat(whole.toDoubleArray()).containsExactly(7, 7, -1, -2);
  }

  @Test
  void rowsAreBroughtToLengthOneAndZerosStay() {
    Tensor rows = Tensor.of(new double[][] {{3, 4}, {0, 0}, {-5, 0}});
    UnitLength.apply(rows, alone);
    assertThat(rows.toDoubleArray())
        .containsExactly(new double[] {3 / 5.0, 4 / 5.0, 0, 0, -1, 0}, within(1e-15));
  }

  @Test
  void resultsGoIntoPartsOfTheCallersMemory() {
    Tensor memory = Tensor.zeros(DType.FLOAT32, Shape.of(ROWS + 2, COLUMNS));
    Tensor part = memory.slice(0, 1, ROWS + 1);
    x.copyInto(part);
    Gelu.apply(part, part, alone);
    requireSame(part, Gelu.apply(x, alone).toDoubleArray());
    x.copyInto(part);
    norm.applyInPlace(part, alone);
    requireSame(part, norm.apply(x, alone).toDoubleArray());
    x.copyInto(part);
    Tensor added = Gelu.apply(x, alone);
    norm.applyInPlace(part, added, alone);
    requireSame(part, norm.applyToSum(x, added, alone).toDoubleArray());
    int[] ids = new int[ROWS];
    Arrays.setAll(ids, row -> ROWS - 1 - row);
    Embedding.of(x).copyTo(part, ids);
    requireSame(part, Embedding.of(x).lookup(ids).toDoubleArray());
    assertThat(memory.slice(0, 0, 1).toDoubleArray()).containsOnly(0);
    assertThat(memory.slice(0, ROWS + 1, ROWS + 2).toDoubleArray()).containsOnly(0);
  }

  @Test
  void noRowsAreNormalisedToNoRows() {
    Tensor none = Tensor.of(new float[0], 0, COLUMNS);
    assertThat(norm.apply(none, alone).shape()).isEqualTo(none.shape());
    assertThat(Gelu.apply(none, alone).shape()).isEqualTo(none.shape());
  }

  @Test
  void whatDoesNotFitIsRefusedInOneSentence() {
    Tensor flags = Tensor.of(new byte[4], 2, 2);
    Tensor doubles = Tensor.of(new double[COLUMNS], COLUMNS);
    for (Runnable wrong :
        List.<Runnable>of(
            () -> LayerNorm.of(x, bias, 0),
            () -> LayerNorm.of(weight, bias.slice(0, 1, 9), 0),
            () -> LayerNorm.of(weight, doubles, 0),
            () -> LayerNorm.of(weight, bias, -1),
            () -> LayerNorm.of(weight, bias, Double.NaN),
            () -> Linear.of(x, null).apply(x, x, alone),
            () -> Linear.of(x, null).apply(x, doubles, alone),
            () -> norm.apply(x.slice(1, 0, 5), alone),
            () -> norm.apply(doubles, alone),
            () -> norm.applyToSum(x, x.slice(0, 0, 5), alone),
            () -> Gelu.apply(flags, alone),
            () -> Embedding.of(flags),
            () -> Embedding.of(weight),
            () -> Embedding.of(x).addTo(x, alone, 1, 2),
            () -> Embedding.of(x).addTo(doubles.unsqueeze(), alone, 1),
            () -> norm.applyInPlace(x.transpose().copy().transpose(), alone),
            () -> norm.applyInPlace(x, x.slice(0, 1, 2), alone),
            () -> Gelu.apply(x, x.slice(0, 0, 1), alone),
            () -> Embedding.of(x).copyTo(x, 1, 2),
            () -> Pooling.MEAN.apply(weight, alone),
            () -> Pooling.MAX.apply(x.slice(0, 0, 0), alone),
            () -> Pooling.CLS.apply(x, weight.slice(0, 0, 1), alone),
            () -> UnitLength.apply(x.transpose(), alone))) {
      assertThatIllegalArgumentException().isThrownBy(wrong::run).withMessageContaining(": ");
    }
    assertThatThrownBy(() -> Embedding.of(x).lookup(ROWS))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Embedding.of(x).lookup(-1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
