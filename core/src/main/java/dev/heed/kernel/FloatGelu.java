package dev.heed.kernel;

/**
 * The activation x·Φ(x) in float32, Φ being the normal distribution: GELU in its exact form, x·(1 +
 * erf(x/√2))/2, with the rounding of each step fixed.
 *
 * <p>With t = |x|, Φ(−t) = exp(−t²/2)·G(v)/(t + 3), where v = (t − 3)/(t + 3) and G interpolates at
 * eleven Chebyshev nodes for t up to 14 (relative error 1.2e-9, computed with 60 digits). The
 * square and the quotient are taken in two parts, so that the error does not grow with t. The
 * result, max(x, 0) − t·Φ(−t), is one fma for either sign and never takes a branch.
 *
 * <p>Measured error: at most 4 units in the last place of the result, 0.7 in the mean for negative
 * x and less for others. Where Φ(−t) is below the normal numbers (x < −12.97) the result is 0 or
 * within 14 times the least of them.
 */
public final class FloatGelu {
  /** From here on Φ(−t) is below the normal numbers, and its power of two exactly +0. */
  public static final float FARTHEST = 13.27f;

  /** The number on both sides of v = (t − n)/(t + n). */
  public static final float NODE = 3;

  /** exp(−t²/2) is 2 to the power of this times t². */
  public static final float EXPONENT = -FloatMath.LOG2_E / 2;

  /** What the rounding of {@link #EXPONENT} left out. */
  public static final float EXPONENT_REST = -FloatMath.LOG2_E_REST / 2;

  /** G(v) is g₀ + g₁·v + …; with the next ones. */
  public static final float G0 = 0x1.754a76p-1f;

  /** See {@link #G0}. */
  public static final float G1 = -0x1.04c72ap-1f;

  /** See {@link #G0}. */
  public static final float G2 = 0x1.d71382p-3f;

  /** See {@link #G0}. */
  public static final float G3 = -0x1.832d2p-5f;

  /** See {@link #G0}. */
  public static final float G4 = -0x1.56d43ap-7f;

  /** See {@link #G0}. */
  public static final float G5 = 0x1.c8c3fcp-8f;

  /** See {@link #G0}. */
  public static final float G6 = 0x1.0c7a0ep-10f;

  /** See {@link #G0}. */
  public static final float G7 = -0x1.0f0746p-10f;

  /** See {@link #G0}. */
  public static final float G8 = -0x1.005c28p-12f;

  /** See {@link #G0}. */
  public static final float G9 = 0x1.168e5ep-13f;

  /** See {@link #G0}. */
  public static final float G10 = 0x1.ced69ap-15f;

  private FloatGelu() {}

  /** x·Φ(x); 0 for −∞, NaN for NaN. */
  public static float gelu(float x) {
    float t = Math.min(Math.abs(x), FARTHEST);
    float square = t * t;
    float lost = Math.fma(t, t, -square);
    float shifted = Math.fma(square, EXPONENT, FloatMath.SHIFT);
    float f = Math.fma(square, EXPONENT, -(shifted - FloatMath.SHIFT));
    f = Math.fma(square, EXPONENT_REST, f);
    f = Math.fma(lost, EXPONENT, f);
    float sum = t + NODE;
    float part = sum - NODE;
    float missed = (t - part) + (NODE - (sum - part));
    float u = 1 / sum;
    float rest = u * (Math.fma(-sum, u, 1f) - missed * u);
    float v = Math.fma(-2 * NODE, rest, Math.fma(-2 * NODE, u, 1f));
    float g = Math.fma(G10, v, G9);
    g = Math.fma(g, v, G8);
    g = Math.fma(g, v, G7);
    g = Math.fma(g, v, G6);
    g = Math.fma(g, v, G5);
    g = Math.fma(g, v, G4);
    g = Math.fma(g, v, G3);
    g = Math.fma(g, v, G2);
    g = Math.fma(g, v, G1);
    g = Math.fma(g, v, G0);
    float ratio = Math.fma(g, u, g * rest);
    float tail = Math.fma(ratio, f * FloatMath.slope(f), ratio) * FloatMath.power(shifted);
    return Math.fma(-t, tail, Math.max(x, 0));
  }
}
