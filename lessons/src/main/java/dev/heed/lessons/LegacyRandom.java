package dev.heed.lessons;

import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;

/**
 * The generator behind {@code np.random.seed}, {@code np.random.randn} and {@code np.random.rand}:
 * the same seed gives the numbers that NumPy gives.
 *
 * <p>A Mersenne Twister (Matsumoto and Nishimura 1998, MT19937) yields 32 random bits at a time;
 * normal numbers are made from them by the polar method (Marsaglia and Bray 1964), which yields
 * two, the second of which waits for the next call. Uniform and normal numbers share one stream.
 *
 * <p>Every bit is NumPy's on Linux, x86-64 with fused multiply-add, glibc 2.28 or later. Elsewhere
 * NumPy takes another logarithm, and the last bit of a few normal numbers in ten thousand differs
 * there; here they are the same on every machine.
 *
 * <p>An instance is changed by every draw and must not be shared between threads. Not for secrets.
 */
public final class LegacyRandom {
  private static final long LARGEST_SEED = 0xFFFF_FFFFL;
  private static final int WORDS = 624;
  private static final int AHEAD = 397;

  private final int[] state = new int[WORDS];
  private int position = WORDS;
  private double spareNormal;
  private boolean hasSpare;

  /**
   * A stream that starts as {@code np.random.seed(seed)} does.
   *
   * @param seed 0 to 4294967295
   * @throws IllegalArgumentException if the seed is outside
   */
  public LegacyRandom(long seed) {
    if (seed < 0 || seed > LARGEST_SEED) {
      throw new IllegalArgumentException(
          "seed %d: a seed is a whole number from 0 to %d, as in NumPy"
              .formatted(seed, LARGEST_SEED));
    }
    state[0] = (int) seed;
    for (int word = 1; word < WORDS; word++) {
      int before = state[word - 1];
      state[word] = 1812433253 * (before ^ (before >>> 30)) + word;
    }
  }

  /** The next number of {@code rand}: uniform in [0, 1), a multiple of 2⁻⁵³. */
  public double nextUniform() {
    int high = nextBits() >>> 5;
    int low = nextBits() >>> 6;
    return (high * 0x1p26 + low) * 0x1p-53;
  }

  /** The next number of {@code randn}: normal with mean 0 and variance 1. */
  public double nextNormal() {
    if (hasSpare) {
      hasSpare = false;
      return spareNormal;
    }
    double x;
    double y;
    double square;
    do {
      x = 2 * nextUniform() - 1;
      y = 2 * nextUniform() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square == 0);
    double factor = Math.sqrt(-2 * TableLogarithm.log(square) / square);
    spareNormal = factor * x;
    hasSpare = true;
    return factor * y;
  }

  /**
   * The next normal numbers as {@code np.random.randn(shape)} lays them out, in C order.
   *
   * @return a new float64 tensor; without sizes, a single number
   * @throws IllegalArgumentException if a size is negative or there are too many elements for a
   *     heap array
   */
  public Tensor randn(int... shape) {
    double[] numbers = new double[elements(shape)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = nextNormal();
    }
    return Tensor.of(numbers, shape);
  }

  /**
   * The next uniform numbers as {@code np.random.rand(shape)} lays them out; see {@link #randn}.
   *
   * @throws IllegalArgumentException as {@link #randn} does
   */
  public Tensor rand(int... shape) {
    double[] numbers = new double[elements(shape)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = nextUniform();
    }
    return Tensor.of(numbers, shape);
  }

  private static int elements(int[] sizes) {
    Shape shape = Shape.of(sizes);
    if (shape.elements() > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "shape %s has %d elements: at most %d are drawn at once"
              .formatted(shape, shape.elements(), Integer.MAX_VALUE - 8));
    }
    return (int) shape.elements();
  }

  private int nextBits() {
    if (position == WORDS) {
      twist();
      position = 0;
    }
    int bits = state[position++];
    bits ^= bits >>> 11;
    bits ^= (bits << 7) & 0x9d2c5680;
    bits ^= (bits << 15) & 0xefc60000;
    return bits ^ (bits >>> 18);
  }

  private void twist() {
    for (int word = 0; word < WORDS; word++) {
      int mixed = (state[word] & 0x8000_0000) | (state[(word + 1) % WORDS] & 0x7fff_ffff);
      int odd = (mixed & 1) == 0 ? 0 : 0x9908b0df;
      state[word] = state[(word + AHEAD) % WORDS] ^ (mixed >>> 1) ^ odd;
    }
  }
}
