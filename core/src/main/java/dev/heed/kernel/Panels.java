package dev.heed.kernel;

/**
 * A matrix in panels of columns, as {@link MatrixKernels} reads it.
 *
 * @param numbers its numbers, from 0 on
 * @param depth rows of the matrix
 * @param columns columns of the matrix
 * @param panel columns of a panel, at least 1
 */
public record Panels<A>(A numbers, int depth, int columns, int panel) {
  /** A matrix in C order. */
  public static <A> Panels<A> inRows(A numbers, int depth, int columns) {
    return new Panels<>(numbers, depth, columns, Math.max(1, columns));
  }

  /** Panels that hold all columns. */
  public int count() {
    return Math.ceilDiv(columns, panel);
  }

  /** The same matrix in other panels: a copy, or this where it has them already. */
  public Panels<A> laidOut(int wanted, RowKernels<A> rows) {
    if (panel == wanted) {
      return this;
    }
    int size = Math.multiplyExact(depth, wanted);
    A target = rows.allocate(Math.multiplyExact(size, Math.ceilDiv(columns, wanted)));
    for (int column = 0; column < columns; ) {
      // As many columns as lie together both here and there.
      int here = column % panel;
      int there = column % wanted;
      int count = Math.min(Math.min(panel - here, wanted - there), columns - column);
      int from = column / panel * depth * panel + here;
      int to = column / wanted * size + there;
      for (int row = 0; row < depth; row++) {
        System.arraycopy(numbers, from + row * panel, target, to + row * wanted, count);
      }
      column += count;
    }
    return new Panels<>(target, depth, columns, wanted);
  }
}
