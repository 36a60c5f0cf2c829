package dev.heed.cli.embed;

import dev.heed.cli.console.Console;
import dev.heed.cli.console.Version;
import dev.heed.cli.input.EncoderLoader;
import dev.heed.cli.input.ModelOptions;
import dev.heed.cli.input.RunOptions;
import dev.heed.models.Encoder;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heed embed}: one embedding for each text of a file. */
@Command(
    name = "embed",
    description = {
      "Turns each text of a file in UTF-8 into a vector of float32 and length 1, in their order, with"
          + " a real model. Texts that mean the same lie close together: heed similar finds them.",
      "A text is a line, a field of a JSON object, or a column of CSV. Works through the file bit by"
          + " bit, so it may be of any size."
    },
    customSynopsis = {"heed embed [OPTIONS] FILE"},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed embed texts.txt --out texts.npy     [lines, 384], as numpy.load reads it",
      "  heed embed texts.txt --out texts.csv     a row a line",
      "  sort texts.txt | heed embed - > texts.jsonl",
      "  heed embed posts.jsonl --field body --id url --out vectors.jsonl",
      "  heed embed faq.csv --column answer --id 1 --out faq-vectors.csv",
      "  heed embed docs.txt --model e5-small --prefix \"passage: \" --out docs.npy"
    })
public final class EmbedCommand implements Callable<Integer> {
  private final Console console;
  private final EncoderLoader loader;

  @Parameters(paramLabel = "FILE", description = "One text a line; - reads standard input.")
  private String file = "";

  @Option(
      names = "--out",
      converter = EmbeddingsFile.Converter.class,
      paramLabel = "FILE",
      description =
          "npy or csv: a row a text; jsonl: a line {\"line\", \"tokens\", \"cut\", \"embedding\"}"
              + " each. Default: jsonl to standard output.")
  private @Nullable EmbeddingsFile out;

  @Mixin private RecordOptions records = new RecordOptions();

  @Mixin private EmbeddingOptions embedding = new EmbeddingOptions();

  @Option(
      names = "--no-normalize",
      description = "Leaves each vector the length that pooling gives it.")
  private boolean asItComes;

  @Mixin private ModelOptions model = new ModelOptions();

  @Mixin private RunOptions run = new RunOptions();

  public EmbedCommand(Console console, EncoderLoader loader) {
    this.console = console;
    this.loader = loader;
  }

  @Override
  public Integer call() throws IOException {
    records.check();
    TextInput input = new TextInput(file, records, console);
    if (out != null) {
      input.requireOther(out.path());
      if (records.namesTexts() && out.format() == EmbeddingsFile.Format.NPY) {
        throw new IllegalArgumentException(
            "--id with --out %s: npy holds numbers alone; use .jsonl or .csv".formatted(out));
      }
    }
    input.read((texts, bytes) -> {
      embed(texts, bytes);
      return texts;
    });
    return 0;
  }

  private void embed(TextRecords texts, long bytes) throws IOException {
    Encoder encoder = embedding.prefixed(embedding.applyTo(model.load(loader, run, console)));
    if (asItComes) {
      encoder = encoder.withSettings(encoder.settings().withUnitLength(false));
    }
    EmbedRun embedding = new EmbedRun(encoder, texts, bytes, console);
    if (out != null) {
      out.write(embedding, encoder.hiddenSize(), records.namesTexts());
      console.error("heed: " + embedding.summary() + "; " + out + " written");
      return;
    }
    boolean read =
        embedding.into((some, embeddings) -> {
          console.stream(stdout -> EmbeddingsFile.writeJson(stdout, some, embeddings));
          return console.flush();
        });
    // Whoever has enough of it wants to hear no more.
    if (read) {
      console.error("heed: " + embedding.summary());
    }
  }
}
