package dev.heed.spark.command;

import dev.heed.attention.Attention;
import dev.heed.formats.ArrayFile;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.multihead.NamedInputs;
import dev.heed.multihead.Projected;
import dev.heed.spark.ShardedAttention;
import dev.heed.spark.ShardedResult;
import dev.heed.spark.sequence.KeyValueBlocks;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code heed spark attend}: one sequence whose keys are spread over the tasks. */
@Command(
    name = "attend",
    description = {
      "Computes attention of the arrays in a file, with the keys and values spread over tasks: the"
          + " same states merged along the same tree as on a cluster.",
      "Arrays: Q [H,L,D], K [Hk,S,D], V [Hk,S,Dv], one head without its axis; or X with W_Q, W_K,"
          + " W_V; or X alone."
    },
    customSynopsis = {"heed spark attend [OPTIONS] --input FILE --out FILE"},
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed spark attend --input qkv.npz --causal bottom-right --out result.npz",
      "  heed spark attend --input qkv.safetensors --block 4096 --out result.safetensors",
    })
final class AttendCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE",
      description = "npz, npy, safetensors, JSON or CSV.")
  private Path input = Path.of("");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "npz, safetensors or json with output and log_sum_exp.")
  private Path out = Path.of("");

  @Option(
      names = "--causal",
      paramLabel = "top-left|bottom-right",
      description = "No key after the query's own, lined up at this corner.")
  private @Nullable String causal;

  @Option(
      names = "--window",
      paramLabel = "LEFT,RIGHT",
      description =
          "Keys from LEFT before the query's own to RIGHT after it; -1 is open. Lined up at the"
              + " bottom right unless --causal says otherwise.")
  private @Nullable String window;

  @Option(names = "--scale", paramLabel = "NUMBER", description = "Factor on Q·Kᵀ; else 1/√D.")
  private @Nullable Double scale;

  @Option(names = "--softcap", paramLabel = "C", description = "Keeps scores within ±C.")
  private @Nullable Double softcap;

  @Option(
      names = "--block",
      paramLabel = "N",
      description = "Keys of a block (default: 4096). It decides the last bits, nothing else does.")
  private int block = 4096;

  @Option(names = "--partitions", paramLabel = "N", description = "Tasks at most (default: 8).")
  private int partitions = 8;

  @Mixin private SparkOptions spark = new SparkOptions();

  @Override
  public Integer call() throws IOException {
    Attention attention = attention();
    NamedInputs inputs = new NamedInputs(input.toString(), ArrayFile.read(input));
    Projected arrays = inputs.projected(inputs.computed(null));
    Tensor query = threeAxes("Q", arrays.query());
    long began = System.nanoTime();
    try (SparkSession session = spark.session("heed attend")) {
      KeyValueBlocks blocks =
          KeyValueBlocks.of(
              session,
              threeAxes("K", arrays.key()),
              threeAxes("V", arrays.value()),
              block,
              partitions);
      ShardedResult result = ShardedAttention.of(attention).attend(query, blocks);
      Map<String, Tensor> named = new LinkedHashMap<>();
      Tensor output = result.attention().output();
      Tensor sums = result.attention().logSumExp();
      boolean isBare = arrays.query().rank() == 2;
      named.put("output", isBare ? output.select(0, 0) : output);
      named.put("log_sum_exp", isBare ? sums.select(0, 0) : sums);
      ArrayFile.write(out, named);
      PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
      err.printf(
          "heed spark: %d blocks of up to %,d keys, %s written, %.1f s%n",
          blocks.layout().blocks(), block, out, (System.nanoTime() - began) / 1e9);
      err.flush();
    }
    return 0;
  }

  private Attention attention() {
    Attention attention = Attention.scaledDotProduct();
    Corner corner = causal == null ? Corner.BOTTOM_RIGHT : corner(causal);
    if (causal != null) {
      attention = attention.withMask(Mask.causal(corner));
    }
    if (window != null) {
      int[] sides = sides(window);
      attention = attention.withMask(attention.mask().and(Mask.window(sides[0], sides[1], corner)));
    }
    attention = scale == null ? attention : attention.withScale(scale);
    return softcap == null ? attention : attention.withSoftcap(softcap);
  }

  private static Corner corner(String name) {
    return switch (name) {
      case "top-left" -> Corner.TOP_LEFT;
      case "bottom-right" -> Corner.BOTTOM_RIGHT;
      default ->
          throw new IllegalArgumentException(
              "--causal %s: the corner is top-left or bottom-right".formatted(name));
    };
  }

  private static int[] sides(String text) {
    String[] parts = text.split(",", -1);
    try {
      if (parts.length == 2) {
        return new int[] {Integer.parseInt(parts[0].strip()), Integer.parseInt(parts[1].strip())};
      }
    } catch (NumberFormatException e) {
      throw wrongWindow(text, e);
    }
    throw wrongWindow(text, null);
  }

  private static IllegalArgumentException wrongWindow(
      String text, @Nullable NumberFormatException cause) {
    return new IllegalArgumentException(
        "--window %s: two whole numbers, LEFT,RIGHT".formatted(text), cause);
  }

  private static Tensor threeAxes(String name, Tensor tensor) {
    if (tensor.rank() == 3) {
      return tensor;
    }
    if (tensor.rank() == 2) {
      return tensor.broadcastTo(Shape.of(1, tensor.size(0), tensor.size(1)));
    }
    throw new IllegalArgumentException(
        "%s %s: one sequence is [heads, rows, D], or [rows, D] of one head"
            .formatted(name, tensor.shape()));
  }
}
