package dev.heed.benchmarks.spark;

/**
 * What a long sequence would take on more executors than there are here, out of what was measured on
 * few: a simulation, and said to be one. Arguments: keys, queries, heads, D (= Dv), billion
 * operations a second of an executor, seconds of a stage, bytes a second of a network card. Prints a
 * line of a Markdown table for each number of executors.
 */
public final class ScaleCurve {
  private static final int TOGETHER = 8;
  private static final int TASKS_EACH = 4;

  private ScaleCurve() {}

  /** See the class. */
  public static void main(String[] arguments) {
    double keys = Double.parseDouble(arguments[0]);
    double queries = Double.parseDouble(arguments[1]);
    double heads = Double.parseDouble(arguments[2]);
    double depth = Double.parseDouble(arguments[3]);
    double rate = 1e9 * Double.parseDouble(arguments[4]);
    double stage = Double.parseDouble(arguments[5]);
    double network = Double.parseDouble(arguments[6]);
    double work = 4 * keys * queries * heads * depth;
    double state = 4 * heads * queries * (2 + depth);
    double alone = work / rate;
    for (int executors : new int[] {1, 2, 4, 10, 30, 100, 300, 1000}) {
      int partitions = executors * TASKS_EACH;
      double compute = alone / executors;
      double merge = 0;
      int stages = 1;
      int left = partitions;
      while (left > TOGETHER) {
        left = Math.ceilDiv(left, TOGETHER);
        stages++;
        // A task fetches eight states; those of one executor come through one card.
        merge += Math.ceil((double) left / executors) * TOGETHER * state / network;
      }
      merge += left * state / network;
      double broadcast = 4 * heads * queries * depth / network * Math.ceil(log2(executors + 1));
      double total = compute + merge + broadcast + stages * stage;
      System.out.printf(
          "| %,d | %,.1f | %.2f | %.2f | %,.1f | %.0f %% |%n",
          executors,
          compute,
          merge + broadcast,
          stages * stage,
          total,
          100 * alone / executors / total);
    }
  }

  private static double log2(double number) {
    return Math.log(number) / Math.log(2);
  }
}
