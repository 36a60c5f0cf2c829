package dev.heed.cli.explain;

import dev.heed.attention.Attention;
import dev.heed.attention.Steps;
import dev.heed.cli.console.Console;
import dev.heed.cli.console.GivenOptions;
import dev.heed.cli.console.OutputFile;
import dev.heed.cli.console.PictureFormat;
import dev.heed.cli.console.Progress;
import dev.heed.cli.console.TextView;
import dev.heed.cli.console.Version;
import dev.heed.cli.input.ArrayOptions;
import dev.heed.cli.input.EncoderLoader;
import dev.heed.cli.input.MaskOptions;
import dev.heed.cli.input.ModelOptions;
import dev.heed.cli.input.RunOptions;
import dev.heed.cli.input.TextOptions;
import dev.heed.explain.Explanation;
import dev.heed.explain.Pair;
import dev.heed.explain.PrecisionTable;
import dev.heed.formats.ArrayFormat;
import dev.heed.inspection.Block;
import dev.heed.inspection.Inspection;
import dev.heed.inspection.InspectionResult;
import dev.heed.models.EncodedText;
import dev.heed.models.Encoder;
import dev.heed.multihead.Projected;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import dev.heed.views.ExplanationText;
import dev.heed.views.Labels;
import dev.heed.views.PrecisionText;
import dev.heed.views.Sentence;
import dev.heed.views.TextBlock;
import dev.heed.views.TokensText;
import dev.heed.views.page.ExplanationPage;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code heed explain}: one query and one key through every step. */
@Command(
    name = "explain",
    description = {
      "Follows one query and one key through every step of attention: the products q_d·k_d and"
          + " their sum, scale, cap, bias, the masks that leave the key out by name, the softmax"
          + " of its row, and what the key adds to the output.",
      "The input is a TEXT, for which a head of a real model is asked in its float32; or, in"
          + " float64, a file as of attend, or random numbers as np.random draws them."
    },
    customSynopsis = {
      "heed explain [OPTIONS] TEXT --query TOKEN --key TOKEN",
      "       heed explain [OPTIONS] --input FILE --query I --key J",
      "       heed explain [OPTIONS] --random L,DK,DV --query I --key J"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed explain \"The cat sat on the mat.\" --query sat --key cat",
      "  heed explain \"The cat sat on the mat.\" --query sat --key the#2 --precision",
      "  heed explain --input qkv.npz --head 3 --query 7 --key 9 --causal --window 4,0",
      "  heed explain --random 4,8,8 --seed 42 --query 1 --key 2 --out pair.json",
      "  heed explain \"The cat sat on the mat.\" --query sat --key cat --out pair.html"
    })
public final class ExplainCommand implements Callable<Integer> {
  private static final Set<ArrayFormat> FORMATS =
      EnumSet.of(ArrayFormat.JSON, ArrayFormat.NPZ, ArrayFormat.CSV);

  private final Console console;
  private final EncoderLoader loader;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private TextOptions text = new TextOptions();

  @Mixin private PairOptions pairs = new PairOptions();

  @Option(
      names = "--precision",
      description =
          "Shows the row in float16, bfloat16, float32 and float64 side by side, with the plain,"
              + " the stable and the online softmax.")
  private boolean precision;

  @Option(names = "--all", description = "Lists every column and key, however many they are.")
  private boolean all;

  @Mixin private ModelOptions model = new ModelOptions();

  @Mixin private ArrayOptions arrays = new ArrayOptions();

  @Mixin private MaskOptions masks = new MaskOptions();

  @Mixin private RunOptions run = new RunOptions();

  @Option(
      names = "--out",
      converter = OutputFile.Converter.class,
      paramLabel = "FILE",
      description =
          "Saves every number by name: json, npz; or html to read, svg or png of the query's"
              + " weights, csv of the products.")
  private @Nullable OutputFile out;

  public ExplainCommand(Console console, EncoderLoader loader) {
    this.console = console;
    this.loader = loader;
  }

  @Override
  public Integer call() throws IOException {
    GivenOptions given = new GivenOptions(Objects.requireNonNull(spec));
    if (out != null && !out.isView() && !FORMATS.contains(out.arrays())) {
      throw new IllegalArgumentException(
          ("--out %s: an explanation is saved as .json or .npz; .csv for its products; .html, .svg or"
                  + " .png to look at")
              .formatted(out));
    }
    if (text.given()) {
      given.refuse(ArrayOptions.NAMES, "is another input than a text: one of them");
      given.refuse(PairOptions.ARRAY_NAMES, "goes with --input or --random: a text is one entry");
      given.refuse(MaskOptions.NAMES, "goes with --input or --random, and not with a text");
      explainText();
    } else {
      given.refuse(List.of("--layer"), "goes with a text");
      given.refuse(ModelOptions.NAMES, "goes with a text");
      explainArrays();
    }
    if (out != null) {
      console.error("heed: " + out + " written");
    }
    return 0;
  }

  private void explainText() throws IOException {
    String words = text.text(console);
    Encoder encoder = model.load(loader, run, console);
    int layer = text.layer(encoder);
    int head = Objects.requireNonNullElse(text.head(encoder), 0);
    EncodedText encoded = TextView.encode(encoder, words, console);
    Sentence sentence = TextView.sentence(encoded);
    Pair pair = pairs.ofText(sentence, head);
    Steps steps = encoded.steps(layer);
    TextBlock block = new TextBlock(console.terminal());
    block.lines(TokensText.heading(sentence, console.terminal()));
    block.lines(TokensText.render(sentence, console.terminal()));
    String where =
        "Layer %d of 0 to %d, head %d of 0 to %d."
            .formatted(layer, encoder.layers() - 1, head, encoder.heads() - 1);
    block.paragraph("", where).blank();
    Projected projected = new Projected(steps.query(), steps.key(), steps.value());
    explain(
        new Asked(
            Attention.scaledDotProduct().withExecution(run.execution()),
            projected,
            pair,
            sentence.labels(),
            "Layer %d, head %d".formatted(layer, head),
            List.of(TextView.beginning(encoded), encoder.name() + ". " + where)),
        block);
  }

  private void explainArrays() throws IOException {
    Projected projected = arrays.arrays("explain", console);
    Attention attention = masks.attention(DType.FLOAT64).withExecution(run.execution());
    Pair pair = pairs.ofArrays(projected, text.headNumber());
    int rank = projected.query().rank();
    String head = rank < 3 ? "" : "Head " + pair.head();
    String place = rank < 4 ? head : "Sequence %d, head %d".formatted(pair.batch(), pair.head());
    List<String> introduction =
        List.of(
            "Q %s, K %s, V %s."
                .formatted(
                    projected.query().shape(), projected.key().shape(), projected.value().shape()));
    explain(
        new Asked(attention, projected, pair, Labels.numbered(), place, introduction),
        new TextBlock(console.terminal()));
  }

  private void explain(Asked asked, TextBlock block) throws IOException {
    Tensor query = asked.arrays.query();
    Tensor key = asked.arrays.key();
    Tensor value = asked.arrays.value();
    Explanation found = asked.attention.explain(query, key, value, asked.pair);
    PrecisionTable table =
        precision ? asked.attention.precisions(query, key, value, asked.pair) : null;
    String shown =
        table == null
            ? ExplanationText.render(found, asked.labels, all, console.terminal())
            : PrecisionText.render(table, asked.labels, all, console.terminal());
    if (out != null && out.isView()) {
      boolean drawn = out.view() != PictureFormat.HTML || key.size(-2) <= ExplanationPage.MOST_BARS;
      Tensor weights = drawn ? weights(asked) : null;
      out.write(
          new DrawnExplanation(
              asked.place, asked.introduction, found, asked.labels, table, weights));
    } else if (out != null) {
      new NamedExplanation(found, table).write(out);
    }
    console.print(block + shown);
  }

  /** The query's weights of all keys, {@code [S]}, without the matrix. */
  private Tensor weights(Asked asked) {
    Pair pair = asked.pair;
    Inspection row = Inspection.none().withBlock(Block.rows(pair.query(), pair.query() + 1));
    Projected arrays = asked.arrays;
    try (Progress progress = new Progress(console, "inspecting")) {
      Attention watched = asked.attention.withExecution(run.execution().withObserver(progress));
      InspectionResult result = watched.inspect(arrays.query(), arrays.key(), arrays.value(), row);
      Tensor weights = result.weights().blocks().getFirst();
      Tensor sequence = weights.rank() < 4 ? weights : weights.select(0, pair.batch());
      Tensor head = sequence.rank() < 3 ? sequence : sequence.select(0, pair.head());
      return head.select(0, 0);
    }
  }

  /**
   * What is explained.
   *
   * @param place what the pair is one of, {@code Layer 5, head 0}; or empty
   * @param introduction what it is computed from, in sentences
   */
  private record Asked(
      Attention attention,
      Projected arrays,
      Pair pair,
      Labels labels,
      String place,
      List<String> introduction) {}
}
