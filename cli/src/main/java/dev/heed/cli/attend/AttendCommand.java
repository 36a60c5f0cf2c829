package dev.heed.cli.attend;

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
import dev.heed.formats.ArrayFormat;
import dev.heed.models.EncodedText;
import dev.heed.models.Encoder;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code heed attend}: attention in a text, or of arrays out of a file. */
@Command(
    name = "attend",
    description = {
      "Shows where the tokens of a TEXT look, in a real model: the tokens, a map of who attends to"
          + " whom, and the strongest links from word to word. heed TEXT is short for it.",
      "Or, with --input, computes attention of the arrays in a file: Q, K, V; or X with W_Q, W_K,"
          + " W_V (and b_Q, b_K, b_V); or X alone, then Q = K = V = X. Shapes: Q [B,H,L,D], K"
          + " [B,Hk,S,D], V [B,Hk,S,Dv]; fewer axes are read from the right."
    },
    customSynopsis = {"heed attend [OPTIONS] TEXT", "       heed attend [OPTIONS] --input FILE"},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed attend \"The cat sat on the mat.\" --layer 0 --head 3",
      "  heed attend --out cat.npz -- doctor      a text that is a command's name",
      "  heed attend - < letter.txt --top 20",
      "  heed attend --input qkv.npz --causal --top 5",
      "  heed attend --input x.csv --out context.npy",
      "  heed attend --input qkv.npz --causal bottom-right --window 255,0 --out result.npz"
    })
public final class AttendCommand implements Callable<Integer> {
  private static final int LINKS = 8;

  private final Console console;
  private final EncoderLoader loader;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private TextOptions text = new TextOptions();

  @Mixin private ResultOptions show = new ResultOptions();

  @Mixin private ModelOptions model = new ModelOptions();

  @Mixin private RunOptions run = new RunOptions();

  @Mixin private InputOptions input = new InputOptions();

  @Mixin private MaskOptions masks = new MaskOptions();

  public AttendCommand(Console console, EncoderLoader loader) {
    this.console = console;
    this.loader = loader;
  }

  @Override
  public Integer call() throws IOException {
    GivenOptions given = new GivenOptions(Objects.requireNonNull(spec));
    if (text.given() == input.given()) {
      throw new IllegalArgumentException(
          !input.given()
              ? "attend: a TEXT, or --input FILE with arrays"
              : "attend: a TEXT or --input FILE, not both");
    }
    if (!input.given()) {
      given.refuse(MaskOptions.NAMES, "goes with --input, and not with a text");
      given.refuse(List.of("--dtype"), "goes with --input: the model computes in float32");
      attendText();
    } else {
      given.refuse(TextOptions.NAMES, "goes with a text, and not with --input");
      given.refuse(ModelOptions.NAMES, "goes with a text, and not with --input");
      show.top();
      new AttendArrays(masks, run, show, console).run(input);
    }
    return 0;
  }

  private void attendText() throws IOException {
    int top = Objects.requireNonNullElse(show.top(), LINKS);
    OutputFile out = show.out();
    if (out != null && out.is(ArrayFormat.NPY)) {
      throw new IllegalArgumentException(
          ("--out %s: a text gives several arrays, so .npz, .safetensors or .json; .csv for a table;"
                  + " .html, .svg or .png to look at; embeddings: heed embed")
              .formatted(out));
    }
    String words = text.text(console);
    Encoder encoder = model.load(loader, run, console);
    int layer = text.layer(encoder);
    Integer head = text.head(encoder);
    EncodedText encoded = TextView.encode(encoder, words, console);
    AttendText result = new AttendText(encoder, encoded, layer, head, top);
    if (out != null) {
      result.save(out);
    }
    if (show.json()) {
      result.print(console);
    } else {
      console.print(result.shown(console));
    }
    if (out != null) {
      console.error("heed: " + out + " written");
    }
  }
}
