package dev.heed.engine.explain;

import dev.heed.engine.call.Call;
import dev.heed.engine.operand.Operands;
import dev.heed.explain.OnlineTrace;
import dev.heed.explain.Pair;
import dev.heed.explain.PrecisionColumn;
import dev.heed.explain.PrecisionTable;
import dev.heed.explain.Rounding;
import dev.heed.explain.SoftmaxTrace;
import dev.heed.mask.Bias;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** One query's row with every operation rounded to a type, for each type. */
final class RowPrecision {
  private final Call call;
  private final Operands operands;
  private final Place place;
  private final List<Bias> biases;

  RowPrecision(Call call, Place place) {
    this.call = call;
    this.operands = call.operands();
    this.place = place;
    this.biases = call.biases().parts();
  }

  /**
   * @param row which keys are left, as the call decides it
   */
  PrecisionTable table(RowSteps<?> row) {
    int first = place.firstKey();
    List<Integer> keys =
        IntStream.range(0, row.keys()).filter(row::isLeft).mapToObj(key -> first + key).toList();
    return new PrecisionTable(
        place.pair(),
        keys,
        keys.indexOf(place.pair().key()),
        call.sink(place.pair().head()),
        Arrays.stream(Rounding.values()).map(type -> column(type, keys)).toList());
  }

  private PrecisionColumn column(Rounding type, List<Integer> keys) {
    double[] query = new double[operands.depth()];
    Pair pair = place.pair();
    for (int d = 0; d < query.length; d++) {
      query[d] = type.of(operands.query().get(pair.batch(), pair.head(), pair.query(), d));
    }
    List<Double> scores = new ArrayList<>();
    for (int key : keys) {
      double score = score(type, query, key);
      scores.add(biased(type, capped(type, scaled(type, score)), key));
    }
    double sink = call.sink(pair.head());
    double score = score(type, query, pair.key());
    double scaled = scaled(type, score);
    double capped = capped(type, scaled);
    return new PrecisionColumn(
        type,
        score,
        scaled,
        capped,
        place.isTogether() ? biased(type, capped, pair.key()) : capped,
        scores,
        SoftmaxTrace.plain(scores, sink, type),
        SoftmaxTrace.stable(scores, sink, type),
        OnlineTrace.of(scores, sink, type));
  }

  private double score(Rounding type, double[] query, int key) {
    int keyHead = operands.keyHead(place.pair().head());
    double sum = 0;
    for (int d = 0; d < query.length; d++) {
      double number = type.of(operands.key().get(place.pair().batch(), keyHead, key, d));
      sum = type.of(sum + type.of(query[d] * number));
    }
    return sum;
  }

  private double scaled(Rounding type, double score) {
    return type.of(type.of(call.scale()) * score);
  }

  private double capped(Rounding type, double scaled) {
    if (call.softcap() == 0) {
      return scaled;
    }
    double cap = type.of(call.softcap());
    return type.of(cap * type.of(StrictMath.tanh(type.of(scaled / cap))));
  }

  /**
   * @param key row of the tensor
   */
  private double biased(Rounding type, double capped, int key) {
    double score = capped;
    for (Bias bias : biases) {
      score = type.of(after(type, bias, score, key));
    }
    return score;
  }

  private double after(Rounding type, Bias bias, double score, int key) {
    Pair pair = place.pair();
    int own = key - place.firstKey();
    return switch (bias) {
      case Bias.Dense one -> {
        double number = one.numbers().get(pair.batch(), pair.head(), pair.query(), key);
        // −∞ leaves a key out whatever its score was.
        yield number == Double.NEGATIVE_INFINITY ? number : score + type.of(number);
      }
      case Bias.Alibi one -> {
        int position = place.query() + place.sequences().shift(one.corner(), place.sequence());
        double slope = type.of(one.slopes().get(place.sequence(), pair.head()));
        yield score - type.of(slope * type.of(Math.abs(position - own)));
      }
      case Bias.Function one ->
          one.function().apply(score, place.sequence(), pair.head(), place.query(), own);
      case Bias.All all -> throw new IllegalStateException("a combined bias in " + all);
    };
  }
}
