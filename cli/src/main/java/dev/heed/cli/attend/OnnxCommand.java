package dev.heed.cli.attend;

import dev.heed.cli.console.Console;
import dev.heed.cli.console.OutputFile;
import dev.heed.cli.console.Version;
import dev.heed.cli.input.RunOptions;
import dev.heed.formats.ArrayFile;
import dev.heed.onnx.OnnxModel;
import dev.heed.tensor.Tensor;
import dev.heed.views.SafeText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heed onnx MODEL}: a model file that is one attention. */
@Command(
    name = "onnx",
    description = {
      "Runs an ONNX model whose graph is one node: Attention (opset 23 to 25) or FlexAttention of"
          + " ai.onnx.preview (version 1). Anything else in it is refused by name.",
      "Inputs are found in the file by the names that the graph gives them, and rounded to the types"
          + " that it declares."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footerHeading = "%nExample:%n",
    footer = {"  heed onnx attention.onnx --input inputs.npz --out outputs.npz"})
public final class OnnxCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "MODEL", description = "The .onnx file.")
  private @Nullable Path model;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE",
      description = "npz, safetensors or JSON with the graph's inputs by name.")
  private @Nullable Path input;

  @Option(
      names = "--out",
      required = true,
      converter = OutputFile.Converter.class,
      paramLabel = "FILE",
      description = "npz, safetensors or json, by the names of the graph's outputs; npy for one.")
  private @Nullable OutputFile out;

  @Mixin private RunOptions run = new RunOptions();

  public OnnxCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Objects.requireNonNull(out)
        .requireArrays("outputs are saved as .npz, .safetensors, .json, .npy or .csv");
    OnnxModel loaded = OnnxModel.read(Objects.requireNonNull(model));
    Map<String, Tensor> arrays = ArrayFile.read(Objects.requireNonNull(input));
    List<String> unused = new ArrayList<>(arrays.keySet());
    unused.removeAll(loaded.inputs());
    SequencedMap<String, Tensor> outputs = loaded.run(arrays, run.execution());
    if (!unused.isEmpty()) {
      console.error("heed: not used: " + SafeText.of(String.join(", ", unused)));
    }
    OutputFile file = Objects.requireNonNull(out);
    file.write(outputs);
    outputs.forEach((name, tensor) -> console.print(SafeText.of(name) + " " + tensor));
    console.error("heed: " + file + " written");
    return 0;
  }
}
