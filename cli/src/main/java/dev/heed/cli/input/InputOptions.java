package dev.heed.cli.input;

import dev.heed.cli.console.Console;
import dev.heed.formats.ArrayFile;
import dev.heed.multihead.NamedInputs;
import dev.heed.multihead.Projected;
import dev.heed.tensor.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A file with arrays, where a command also takes a text. */
public final class InputOptions {
  @Option(
      names = "--input",
      paramLabel = "FILE",
      description = "npz, safetensors, JSON, npy or CSV (npy and CSV hold X); names in any case.")
  private @Nullable Path input;

  @Option(
      names = "--dtype",
      paramLabel = "float32|float64",
      description =
          "Default: float64 if an input is, else float32; float16 and bfloat16 are widened.")
  private @Nullable DType dtype;

  /** Whether there is a file. */
  public boolean given() {
    return input != null;
  }

  /** The file's name, without its folders. */
  public String name() {
    return String.valueOf(Objects.requireNonNull(input).getFileName());
  }

  /** Queries, keys and values in the dtype that is computed with; says what was not used. */
  public Projected arrays(Console console) throws IOException {
    Path file = Objects.requireNonNull(input);
    NamedInputs inputs = new NamedInputs(file.toString(), ArrayFile.read(file));
    if (!inputs.ignored().isEmpty()) {
      console.error("heed: not used: " + String.join(", ", inputs.ignored()));
    }
    return inputs.projected(inputs.computed(dtype));
  }
}
