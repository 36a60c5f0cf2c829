package dev.heed.cli.inspect;

import dev.heed.cli.console.Console;
import dev.heed.cli.console.GivenOptions;
import dev.heed.cli.console.OutputFile;
import dev.heed.cli.console.TextView;
import dev.heed.cli.console.Version;
import dev.heed.cli.input.EncoderLoader;
import dev.heed.cli.input.InputOptions;
import dev.heed.cli.input.MaskOptions;
import dev.heed.cli.input.ModelOptions;
import dev.heed.cli.input.RunOptions;
import dev.heed.cli.input.TextOptions;
import dev.heed.models.EncodedText;
import dev.heed.models.Encoder;
import dev.heed.views.HeadMeasure;
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

/** {@code heed inspect}: where attention looks, at any length, without its matrix. */
@Command(
    name = "inspect",
    description = {
      "Looks inside attention without the L × S matrix: entropy, top keys, what each key receives,"
          + " pooled maps and chosen rows, exact and in memory that grows with L + S. It changes no"
          + " bit of the output.",
      "Of a TEXT all heads of a real model are compared, and one of them is shown; or, with"
          + " --input, arrays as of attend."
    },
    customSynopsis = {"heed inspect [OPTIONS] TEXT", "       heed inspect [OPTIONS] --input FILE"},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed inspect \"The cat sat on the mat. The cat slept.\" --sort induction",
      "  heed inspect - --out heads.html < letter.txt",
      "  heed inspect \"The cat sat on the mat.\" --layer 0 --head 3 --out head.svg",
      "  heed inspect --input qkv.npz --causal --top 8 --entropy --received --out found.npz",
      "  heed inspect --input qkv.npz --map 512 --out map.png"
    })
public final class InspectCommand implements Callable<Integer> {
  private final Console console;
  private final EncoderLoader loader;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private TextOptions text = new TextOptions();

  @Mixin private InspectionOptions asked = new InspectionOptions();

  @Option(
      names = "--sort",
      paramLabel = "MEASURE",
      description =
          "What the heads of a text are sorted by: ${COMPLETION-CANDIDATES} (default: entropy).")
  private HeadMeasure sort = HeadMeasure.ENTROPY;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "With --input: the sequence that is shown, from 0.")
  private int batch;

  @Mixin private ModelOptions model = new ModelOptions();

  @Mixin private RunOptions run = new RunOptions();

  @Mixin private InputOptions input = new InputOptions();

  @Mixin private MaskOptions masks = new MaskOptions();

  @Option(names = "--json", description = "Prints JSON: what --out writes to .json.")
  private boolean json;

  @Option(
      names = "--out",
      converter = OutputFile.Converter.class,
      paramLabel = "FILE",
      description = {
        "html, svg or png: to look at. npz, safetensors or json: log_sum_exp, row_max, entropy […,L];"
            + " top_weights, top_keys […,L,K]; received […,S]; map […,N,N]; rows, mass_…; of a text"
            + " with axes [layers,heads] in front. csv: a line a query."
      })
  private @Nullable OutputFile out;

  public InspectCommand(Console console, EncoderLoader loader) {
    this.console = console;
    this.loader = loader;
  }

  @Override
  public Integer call() throws IOException {
    GivenOptions given = new GivenOptions(Objects.requireNonNull(spec));
    if (text.given() == input.given()) {
      throw new IllegalArgumentException(
          !input.given()
              ? "inspect: a TEXT, or --input FILE with arrays"
              : "inspect: a TEXT or --input FILE, not both");
    }
    if (!input.given()) {
      given.refuse(MaskOptions.NAMES, "goes with --input, and not with a text");
      given.refuse(List.of("--dtype", "--batch"), "goes with --input, and not with a text");
      show(inspectText());
    } else {
      given.refuse(List.of("--layer", "--sort"), "goes with a text, and not with --input");
      given.refuse(ModelOptions.NAMES, "goes with a text, and not with --input");
      show(inspectArrays());
    }
    return 0;
  }

  private InspectedText inspectText() throws IOException {
    String words = text.text(console);
    Encoder encoder = model.load(loader, run, console);
    Integer layer = text.layerNumber() == null ? null : (Integer) text.layer(encoder);
    Integer head = text.head(encoder);
    EncodedText encoded = TextView.encode(encoder, words, console);
    InspectedText.Choice choice = new InspectedText.Choice(sort, layer, head);
    return InspectedText.of(encoder, encoded, asked, choice, console);
  }

  private InspectedArrays inspectArrays() throws IOException {
    InspectedArrays.Place place = new InspectedArrays.Place(batch, text.headNumber());
    boolean needsMap = out != null && out.isView();
    return new ArrayInspection(masks, run, asked, console).inspected(input, place, needsMap);
  }

  private void show(InspectedResult result) throws IOException {
    if (out != null) {
      result.save(out);
      console.error("heed: " + out + " written");
    }
    if (json) {
      result.print(console);
    } else if (out == null) {
      console.print(result.shown(console.terminal()));
    }
  }
}
