package dev.heed.engine.rule;

import dev.heed.engine.operand.Sequences;
import dev.heed.engine.operand.TileReader;
import dev.heed.kernel.Kernels;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A number for each score, read where it lies; through a transposed copy of a tile where the
 * numbers of a query lie side by side, because those of a key do in a tile of scores.
 */
final class DenseBiasStep<A> implements BiasStep<A> {
  private final Sequences sequences;
  private final Kernels<A> kernels;
  private final TileReader<A> reader;
  private final ScoreLayout layout;
  private @Nullable A transposed;

  /**
   * @param numbers {@code [B, H, L, S]}
   */
  DenseBiasStep(
      Tensor numbers, DType computed, Sequences sequences, ScoreLayout layout, Kernels<A> kernels) {
    this.sequences = sequences;
    this.kernels = kernels;
    this.layout = layout;
    this.reader = TileReader.of(numbers, computed, layout.queries(), layout.keys(), false);
  }

  @Override
  public boolean apply(
      int sequence, int head, int first, int active, int key, int count, A scores) {
    reader.locate(
        sequences.entry(sequence),
        head,
        sequences.queryStart(sequence) + first,
        active,
        sequences.keyStart(sequence) + key,
        count);
    A bias = reader.array();
    int offset = reader.offset();
    int keyStep = reader.columnStride();
    int queryStep = reader.rowStride();
    int stride = layout.stride();
    if (layout.rowsAreQueries()) {
      return kernels
          .scores()
          .addBias(bias, offset, queryStep, keyStep, active, count, stride, scores);
    }
    if (keyStep == 1 && queryStep > 1) {
      A scratch = transposed == null ? newTile() : transposed;
      transposed = scratch;
      kernels.rows().transpose(bias, offset, queryStep, 1, active, count, scratch, stride);
      bias = scratch;
      offset = 0;
      keyStep = stride;
      queryStep = 1;
    }
    return kernels
        .scores()
        .addBias(bias, offset, keyStep, queryStep, count, active, stride, scores);
  }

  private A newTile() {
    return kernels.rows().allocate(layout.queries() * layout.keys());
  }
}
