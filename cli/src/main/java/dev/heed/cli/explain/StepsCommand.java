package dev.heed.cli.explain;

import dev.heed.attention.Attention;
import dev.heed.attention.Steps;
import dev.heed.cli.console.Console;
import dev.heed.cli.console.GivenOptions;
import dev.heed.cli.console.OutputFile;
import dev.heed.cli.console.TextView;
import dev.heed.cli.console.Version;
import dev.heed.cli.input.ArrayOptions;
import dev.heed.cli.input.EncoderLoader;
import dev.heed.cli.input.MaskOptions;
import dev.heed.cli.input.ModelOptions;
import dev.heed.cli.input.RunOptions;
import dev.heed.cli.input.TextOptions;
import dev.heed.formats.ArrayFormat;
import dev.heed.models.EncodedText;
import dev.heed.models.Encoder;
import dev.heed.multihead.Projected;
import dev.heed.tensor.DType;
import dev.heed.views.Labels;
import dev.heed.views.StepsText;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code heed steps}: every number of every step. */
@Command(
    name = "steps",
    description = {
      "Shows attention step by step: number, formula, shape, the matrix as NumPy prints it, and what"
          + " it means.",
      "The input is a TEXT, for which one head of a real model is shown in its float32; or, in"
          + " float64, a file as of attend, or random numbers as np.random draws them."
    },
    customSynopsis = {
      "heed steps [OPTIONS] TEXT",
      "       heed steps [OPTIONS] --input FILE",
      "       heed steps [OPTIONS] --random L,DK,DV"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed steps \"The cat sat on the mat.\" --layer 5 --head 3 --tokens sat,mat",
      "  heed steps --random 4,8,8 --seed 42 --causal",
      "  heed steps --input qkv.json --scale none",
      "  heed steps --random 3,4,4 --uniform --out steps.npz"
    })
public final class StepsCommand implements Callable<Integer> {
  private final Console console;
  private final EncoderLoader loader;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private TextOptions text = new TextOptions();

  @Option(
      names = "--tokens",
      paramLabel = "LIST",
      description =
          "Tokens of the text whose numbers are shown, by word or by number: sat,mat or 3,6"
              + " (default: all of a short text, else the first).")
  private @Nullable String tokens;

  @Mixin private ModelOptions model = new ModelOptions();

  @Mixin private ArrayOptions arrays = new ArrayOptions();

  @Mixin private MaskOptions masks = new MaskOptions();

  @Mixin private RunOptions run = new RunOptions();

  @Option(
      names = "--out",
      converter = OutputFile.Converter.class,
      paramLabel = "FILE",
      description =
          "Saves every step by name: npz, safetensors, json; or html to read, svg, png or csv of the weights.")
  private @Nullable OutputFile out;

  public StepsCommand(Console console, EncoderLoader loader) {
    this.console = console;
    this.loader = loader;
  }

  @Override
  public Integer call() throws IOException {
    GivenOptions given = new GivenOptions(Objects.requireNonNull(spec));
    if (out != null && out.is(ArrayFormat.NPY)) {
      throw new IllegalArgumentException(
          ("--out %s: steps are several arrays; save them as .npz, .safetensors or .json; .csv for the"
                  + " weights of the first head; .html, .svg or .png to look at")
              .formatted(out));
    }
    DrawnSteps steps;
    if (text.given()) {
      given.refuse(ArrayOptions.NAMES, "is another input than a text: one of them");
      given.refuse(MaskOptions.NAMES, "goes with --input or --random, and not with a text");
      steps = ofText();
    } else {
      String rule = "goes with a text";
      given.refuse(TextOptions.NAMES, rule);
      given.refuse(List.of("--tokens"), rule);
      given.refuse(ModelOptions.NAMES, rule);
      steps = ofArrays();
    }
    if (out != null) {
      if (out.isView()) {
        out.write(steps);
      } else if (!steps.table().save(out)) {
        out.write(NamedSteps.named(steps.steps()));
      }
      console.error("heed: " + out + " written");
    }
    return 0;
  }

  private DrawnSteps ofArrays() throws IOException {
    Projected projected = arrays.arrays("steps", console);
    Attention attention = masks.attention(DType.FLOAT64).withExecution(run.execution());
    Steps steps = attention.steps(projected.query(), projected.key(), projected.value());
    console.print(StepsText.render(steps, NamedSteps.variances(steps), console.terminal()));
    return new DrawnSteps("Attention step by step", steps, Labels.numbered());
  }

  private DrawnSteps ofText() throws IOException {
    String words = text.text(console);
    Encoder encoder = model.load(loader, run, console);
    int layer = text.layer(encoder);
    int head = Objects.requireNonNullElse(text.head(encoder), 0);
    EncodedText encoded = TextView.encode(encoder, words, console);
    TokenChoice choice = TokenChoice.of(tokens, TextView.sentence(encoded));
    StepsOfText steps = new StepsOfText(encoder, encoded, layer, head, choice);
    console.print(steps.shown(console.terminal()));
    String title = "Layer %d, head %d, step by step".formatted(layer, head);
    return new DrawnSteps(title, steps.steps(), steps.labels());
  }
}
