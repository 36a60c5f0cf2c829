package dev.heed.cli.measure;

import dev.heed.attention.Attention;
import dev.heed.attention.Plan;
import dev.heed.cli.console.Console;
import dev.heed.cli.console.Version;
import dev.heed.cli.input.MaskOptions;
import dev.heed.cli.input.RunOptions;
import dev.heed.cli.inspect.InspectionOptions;
import dev.heed.formats.ArrayFile;
import dev.heed.inspection.Inspection;
import dev.heed.multihead.NamedInputs;
import dev.heed.multihead.Projected;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heed plan}: what a call would do. */
@Command(
    name = "plan",
    description = {
      "Says what a call of attention would do, before it runs: path, tiles, work, memory, threads,"
          + " kernels, and what each part of an inspection adds to it. Nothing is computed.",
      "Of a file as of attend, or of sizes alone."
    },
    customSynopsis = {
      "heed plan [OPTIONS] --input FILE",
      "       heed plan [OPTIONS] --sizes B,H,L,D[,S[,HK[,DV]]]"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed plan --sizes 1,16,4096,64 --causal",
      "  heed plan --sizes 1,1,131072,64 --map 512 --top 8 --entropy --received",
      "  heed plan --input qkv.npz --window 255,0 --causal"
    })
public final class PlanCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description = "npz, safetensors, JSON, npy or CSV, as of attend.")
  private @Nullable Path input;

  @Option(
      names = "--sizes",
      paramLabel = "B,H,L,D[,S[,HK[,DV]]]",
      description = "Sizes instead: S is L, HK is H and DV is D unless they are given.")
  private @Nullable String sizes;

  @Mixin private InspectionOptions asked = new InspectionOptions();

  @Mixin private MaskOptions masks = new MaskOptions();

  @Mixin private RunOptions run = new RunOptions();

  @Option(
      names = "--dtype",
      paramLabel = "DTYPE",
      description = "float32, float64, float16 or bfloat16 (default: of the input, or float32).")
  private @Nullable DType dtype;

  public PlanCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if ((input == null) == (sizes == null)) {
      throw new IllegalArgumentException(
          "plan: --input FILE or --sizes B,H,L,D" + (input == null ? "" : ", not both"));
    }
    console.print((sizes == null ? ofFile() : ofSizes(sizes)).toString());
    return 0;
  }

  private Attention attention(DType type) throws IOException {
    DType computed = type == DType.FLOAT64 ? type : DType.FLOAT32;
    return masks.attention(computed).withExecution(run.execution());
  }

  private Inspection inspection(int queries, int keys) {
    return asked.given() ? asked.inspection(queries, keys, masks.corner()) : Inspection.none();
  }

  private Plan shown(Plan plan) {
    return asked.given() ? plan : plan.withoutInspection();
  }

  private Plan ofFile() throws IOException {
    Path file = Objects.requireNonNull(input);
    NamedInputs inputs = new NamedInputs(file.toString(), ArrayFile.read(file));
    Projected arrays = inputs.projected(inputs.computed(dtype));
    Tensor q = arrays.query();
    Inspection wish = inspection(q.size(-2), arrays.key().size(-2));
    return shown(attention(q.dtype()).plan(q, arrays.key(), arrays.value(), wish));
  }

  private Plan ofSizes(String list) throws IOException {
    int[] given = MaskOptions.numbers("--sizes", list);
    if (given.length < 4 || given.length > 7 || Arrays.stream(given).anyMatch(n -> n < 0)) {
      throw new IllegalArgumentException(
          "--sizes %s: 4 to 7 numbers from 0 up, B,H,L,D[,S[,HK[,DV]]]".formatted(list));
    }
    int keys = given.length > 4 ? given[4] : given[2];
    int keyHeads = given.length > 5 ? given[5] : given[1];
    int valueDepth = given.length > 6 ? given[6] : given[3];
    DType type = dtype == null ? DType.FLOAT32 : dtype;
    Plan plan =
        attention(type)
            .plan(
                type,
                Shape.of(given[0], given[1], given[2], given[3]),
                Shape.of(given[0], keyHeads, keys, given[3]),
                Shape.of(given[0], keyHeads, keys, valueDepth),
                inspection(given[2], keys));
    return shown(plan);
  }
}
