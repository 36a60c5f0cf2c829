package dev.heed.kernel;

import dev.heed.testkit.FencedArray;
import java.util.List;

/**
 * One kernel set at one element type, with that type's arithmetic on doubles: each operation is
 * exact and then rounded once, as the type's own would be.
 */
record Precision<A>(Kernels<A> kernels, boolean single) {
  /** Both types of the set that runs: the fastest of those that are installed. */
  static List<Precision<?>> all() {
    KernelProvider provider = KernelChoice.automatic().provider();
    return List.of(
        new Precision<>(provider.float32(), true), new Precision<>(provider.float64(), false));
  }

  double rounded(double number) {
    return single ? (float) number : number;
  }

  double fma(double a, double b, double c) {
    return single ? Math.fma((float) a, (float) b, (float) c) : Math.fma(a, b, c);
  }

  /** An array of the type with the numbers rounded, and nothing around it. */
  A array(double... numbers) {
    A array = kernels.rows().allocate(numbers.length);
    for (int n = 0; n < numbers.length; n++) {
      kernels.rows().set(array, n, numbers[n]);
    }
    return array;
  }

  /** The numbers, rounded, from {@code offset} on with NaN before and behind. */
  FencedArray<A> fenced(double[] numbers, int offset) {
    A array = array(numbers);
    FencedArray<?> fenced =
        array instanceof float[] floats
            ? FencedArray.of(floats, offset, 70)
            : FencedArray.of((double[]) array, offset, 70);
    return cast(fenced);
  }

  /** The elements as doubles. */
  double[] numbers(A array) {
    double[] numbers = new double[kernels.rows().length(array)];
    for (int n = 0; n < numbers.length; n++) {
      numbers[n] = kernels.rows().get(array, n);
    }
    return numbers;
  }

  @SuppressWarnings("unchecked") // the branch above follows from A
  private FencedArray<A> cast(FencedArray<?> fenced) {
    return (FencedArray<A>) fenced;
  }

  @Override
  public String toString() {
    return single ? "float32" : "float64";
  }
}
