package dev.heed.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * Small calls of the kernels that tiles of attention and layers are made of, each with one that
 * does nothing. A JVM compiles a method by how often it was called, whatever it did: few real calls
 * and many empty ones bring a kernel there without many of the objects that vectors are until then.
 *
 * @param <A> the arrays of a set
 */
public final class KernelCalls<A> {
  /** Rows and columns of the arrays; a square of every width of vectors fits in. */
  private static final int SIDE = 16;

  private static final int ROOM = SIDE * 64;

  /** Most rows of a product that are computed side by side. */
  private static final int ROWS = 6;

  /** Columns of values of which kernels make blocks of every size. */
  private static final int VALUES = 11;

  /** Sixteenths of a tile's lanes: 4, 3, 2 and 1 vectors side by side, whatever their width. */
  private static final int[] PARTS = {16, 12, 8, 4, 3, 2, 1};

  private static final int KEYS = 8;

  private final Kernels<A> kernels;
  private final int lanes;
  private final A numbers;
  private final A target;
  private final A maximum;
  private final A sum;
  private final A rescale;
  private final List<Pair> all = new ArrayList<>();

  /**
   * A call of a kernel.
   *
   * @param real on a few numbers
   * @param empty one that computes nothing
   */
  public record Pair(Runnable real, Runnable empty) {}

  private KernelCalls(Kernels<A> kernels) {
    this.kernels = kernels.forThread();
    this.lanes = kernels.attention().lanes();
    this.numbers = ones(ROOM);
    this.target = ones(ROOM);
    this.maximum = ones(ROOM);
    this.sum = ones(ROOM);
    this.rescale = ones(ROOM);
  }

  private A ones(int length) {
    A array = kernels.rows().allocate(length);
    kernels.rows().fill(array, 0, length, 1);
    return array;
  }

  /** One pair for each kernel, those first that take most of the time of a model. */
  public static List<Pair> of(Kernels<?> kernels) {
    return new KernelCalls<>(kernels).pairs();
  }

  private List<Pair> pairs() {
    for (int rows = ROWS; rows > 0; rows--) {
      addProduct(rows);
    }
    for (int part : PARTS) {
      addAttention(lanes * part / 16);
    }
    addLayers();
    return List.copyOf(all);
  }

  private void add(Runnable real, Runnable empty) {
    all.add(new Pair(real, empty));
  }

  private void addProduct(int rows) {
    int columns = kernels.matrix().panel();
    A panel = ones(8 * ROWS * columns);
    int depth = 8 * ROWS / rows;
    add(() -> multiply(rows, depth, panel, columns), () -> multiply(rows, -1, panel, columns));
  }

  private void multiply(int rows, int depth, A panel, int columns) {
    kernels
        .matrix()
        .multiply(
            numbers, 0, SIDE, rows, depth, panel, 0, columns, columns, sum, 0, target, 0, columns);
  }

  private void addAttention(int active) {
    add(() -> scores(active, KEYS), () -> scores(active, 0));
    add(
        () -> {
          softmax(active, KEYS - 1);
          softmax(active, KEYS);
        },
        () -> softmax(active, -1));
    add(() -> accumulate(active, VALUES), () -> accumulate(active, 0));
  }

  private void scores(int active, int count) {
    kernels.attention().scores(numbers, 0, active, SIDE, numbers, 0, SIDE, 0, count, 1, target);
  }

  private void softmax(int active, int count) {
    kernels.attention().softmax(target, 0, active, 0, count, maximum, sum, rescale);
  }

  private void accumulate(int active, int depth) {
    kernels
        .attention()
        .accumulate(numbers, 0, active, 0, SIDE, numbers, 0, SIDE, depth, rescale, target);
  }

  private void addLayers() {
    add(() -> transpose(SIDE), () -> transpose(0));
    add(() -> finish(2 * SIDE - 3), () -> finish(0));
    add(() -> gelu(ROOM / 8), () -> gelu(-1));
    add(() -> normalize(ROOM / 4), () -> normalize(0));
    add(() -> addRows(ROOM), () -> addRows(0));
    add(() -> scaleToUnitLength(ROOM / 4), () -> scaleToUnitLength(0));
  }

  private void transpose(int rows) {
    kernels.rows().transpose(numbers, 0, SIDE, 1, rows, SIDE, target, SIDE);
  }

  private void finish(int active) {
    kernels.attention().finish(target, sum, active, SIDE, numbers, 0, SIDE, 1);
  }

  private void gelu(int count) {
    kernels.layers().gelu(numbers, 0, count, target, 0);
  }

  private void normalize(int columns) {
    kernels.layers().normalize(numbers, 0, 1, columns, sum, sum, 1, target);
  }

  private void scaleToUnitLength(int columns) {
    kernels.layers().scaleToUnitLength(target, 0, columns);
  }

  private void addRows(int count) {
    kernels.layers().add(numbers, 0, count, target, 0);
  }
}
