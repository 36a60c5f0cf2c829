package dev.heed.attention;

import dev.heed.execution.Execution;
import dev.heed.layers.Gelu;
import dev.heed.layers.LayerNorm;
import dev.heed.layers.Pooling;
import dev.heed.layers.UnitLength;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.multihead.Projection;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A digest of results for fixed inputs, which come from whole-number arithmetic alone. */
final class BitsDigest {
  private BitsDigest() {}

  /** Prints the digest, for a test in another JVM. */
  public static void main(String[] arguments) {
    System.out.println(digest());
  }

  /** The digest of a few calls of every kind. */
  static String digest() {
    List<Tensor> results = new ArrayList<>();
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      for (Mask mask :
          List.of(
              Mask.none(),
              Mask.causal(Corner.BOTTOM_RIGHT),
              Mask.window(9, 3, Corner.TOP_LEFT).and(Mask.lengths(67)))) {
        Tensor query = numbers(dtype, 1, 70, 19);
        Tensor key = numbers(dtype, 2, 75, 19);
        Tensor value = numbers(dtype, 3, 75, 11);
        Tensor bias = numbers(dtype, 4, 70, 75);
        Attention attention = Attention.scaledDotProduct().withMask(mask).withBias(bias);
        AttentionResult result = attention.evaluate(query, key, value);
        results.add(result.output());
        results.add(result.logSumExp());
        results.add(attention.steps(query, key, value).weights());
      }
      results.addAll(PartCases.results(dtype));
      Tensor weight = numbers(dtype, 5, 19, 33);
      results.add(Projection.of(weight, weight, weight).project(numbers(dtype, 6, 41, 19)).key());
      Tensor rows = numbers(dtype, 7, 50, 75);
      Tensor row = numbers(dtype, 8, 1, 75).select(0, 0);
      results.add(LayerNorm.of(row, row, 1e-12).apply(rows, Execution.standard()));
      results.add(Gelu.apply(rows, Execution.standard()));
      for (Pooling pooling : Pooling.values()) {
        results.add(pooling.apply(rows, Execution.standard()));
      }
      Tensor unit = rows.copy();
      UnitLength.apply(unit, Execution.standard());
      results.add(unit);
    }
    DigestCases.results().values().forEach(results::addAll);
    return of(results);
  }

  /** The digest of numbers as doubles; every NaN counts as the same one. */
  static String of(List<Tensor> results) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Tensor result : results) {
        for (double number : result.toDoubleArray()) {
          digest.update(ByteBuffer.allocate(8).putLong(Double.doubleToLongBits(number)).flip());
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Tensor numbers(DType dtype, int seed, int... shape) {
    return DigestCases.numbers(dtype, seed, shape);
  }
}
