package dev.heed.cli.attend;

import dev.heed.cli.console.Console;
import dev.heed.cli.console.OutputFile;
import dev.heed.cli.console.Version;
import dev.heed.cli.input.RunOptions;
import dev.heed.formats.ArrayFile;
import dev.heed.multihead.NamedInputs;
import dev.heed.multihead.Projected;
import dev.heed.tensor.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heed decode}: a sequence step by step, with a key/value cache. */
@Command(
    name = "decode",
    description = {
      "Follows one sequence as a decoder does: its keys and values are appended to a cache, and its"
          + " queries attend to all that is there, each up to its own position. Shows how the cache"
          + " grows, what a step takes, and how far the outputs lie from one full causal evaluation of"
          + " the same arrays. A first pass, of up to three seconds, is for practice.",
      "Shapes: Q [H,L,D], K [Hk,L,D], V [Hk,L,Dv]; one head may leave its axis out."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed decode --input qkv.npz",
      "  heed decode --input qkv.npz --prefill 512 --storage float16",
      "  heed decode --input qkv.npz --rope half-split --window 255 --out output.npy"
    })
public final class DecodeCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE",
      description = "Arrays as of attend: Q, K, V, or X with weights, or X alone.")
  private @Nullable Path input;

  @Option(
      names = "--prefill",
      paramLabel = "N",
      description = "Positions that are appended at once before the first step (default: none).")
  private int prefill;

  @Option(names = "--step", paramLabel = "N", description = "Positions of a step (default: 1).")
  private int step = 1;

  @Mixin private CacheOptions cache = new CacheOptions();

  @Mixin private RunOptions run = new RunOptions();

  @Option(
      names = "--dtype",
      paramLabel = "float32|float64",
      description = "Default: float64 if an input is, else float32.")
  private @Nullable DType dtype;

  @Option(
      names = "--out",
      converter = OutputFile.Converter.class,
      paramLabel = "FILE",
      description = "The outputs [H,L,Dv]: npy, csv, npz, safetensors or json.")
  private @Nullable OutputFile out;

  public DecodeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (step < 1 || prefill < 0) {
      throw new IllegalArgumentException(
          "--prefill %d, --step %d: from 0 and from 1 on".formatted(prefill, step));
    }
    if (out != null) {
      out.requireArrays("outputs are saved as .npy, .csv, .npz, .safetensors or .json");
    }
    Path file = Objects.requireNonNull(input);
    NamedInputs inputs = new NamedInputs(file.toString(), ArrayFile.read(file));
    if (!inputs.ignored().isEmpty()) {
      console.error("heed: not used: " + String.join(", ", inputs.ignored()));
    }
    Projected arrays = inputs.projected(inputs.computed(dtype));
    DecodeRun decoding = new DecodeRun(arrays, cache, run.execution());
    decoding.run(prefill, step);
    if (out != null) {
      out.write(Map.of("output", decoding.output()));
      console.error("heed: " + out + " written");
    }
    console.print(decoding.shown(console.terminal()));
    return 0;
  }
}
