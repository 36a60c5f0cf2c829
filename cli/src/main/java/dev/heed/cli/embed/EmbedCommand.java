package dev.heed.cli.embed;

import dev.heed.cli.console.Console;
import dev.heed.cli.console.Version;
import dev.heed.cli.input.EncoderLoader;
import dev.heed.cli.input.ModelOptions;
import dev.heed.cli.input.RunOptions;
import dev.heed.cli.input.TextSource;
import dev.heed.formats.AtomicOutput;
import dev.heed.formats.FileException;
import dev.heed.formats.MatrixFile;
import dev.heed.models.Encoder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heed embed}: one embedding for each line of a file. */
@Command(
    name = "embed",
    description = {
      "Turns each line of a file in UTF-8 into a vector of float32 and length 1, in their order, with"
          + " a real model. Texts that mean the same lie close together: compare them by dot product.",
      "Works line by line, so the file may be of any size."
    },
    customSynopsis = {"heed embed [OPTIONS] FILE"},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed embed texts.txt --out texts.npy     [lines, 384], as numpy.load reads it",
      "  heed embed texts.txt --out texts.csv     a row a line",
      "  sort texts.txt | heed embed - > texts.jsonl"
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
          "npy or csv: a row a line; jsonl: a line {\"line\", \"tokens\", \"cut\", \"embedding\"}"
              + " each. Default: jsonl to standard output.")
  private @Nullable EmbeddingsFile out;

  @Mixin private ModelOptions model = new ModelOptions();

  @Mixin private RunOptions run = new RunOptions();

  public EmbedCommand(Console console, EncoderLoader loader) {
    this.console = console;
    this.loader = loader;
  }

  @Override
  public Integer call() throws IOException {
    if (file.equals(TextSource.DASH)) {
      embed(new LineReader(console.input(), TextSource.STANDARD_INPUT));
      return 0;
    }
    Path path = Path.of(file);
    if (Files.isDirectory(path)) {
      throw new FileException(file, "", "is a folder: name a file in it");
    }
    if (out != null && Files.exists(out.path()) && Files.exists(path)) {
      if (Files.isSameFile(path, out.path())) {
        throw new IllegalArgumentException("--out %s is the input itself".formatted(out));
      }
    }
    try (InputStream in = Files.newInputStream(path)) {
      embed(new LineReader(in, file));
    } catch (IOException e) {
      throw FileException.reading(file, e);
    }
    return 0;
  }

  private void embed(LineReader lines) throws IOException {
    Encoder encoder = model.load(loader, run, console);
    EmbedRun embedding = new EmbedRun(encoder, lines, console);
    if (out == null) {
      embedding.into((first, encodings, embeddings) -> {
        console.stream(stdout -> EmbedRun.writeJson(stdout, first, encodings, embeddings));
        return console.flush();
      });
    } else if (out.json()) {
      AtomicOutput.write(
          out.path(),
          target ->
              embedding.into((first, encodings, embeddings) -> {
                EmbedRun.writeJson(target, first, encodings, embeddings);
                return true;
              }));
    } else {
      MatrixFile.write(
          out.path(),
          encoder.hiddenSize(),
          target ->
              embedding.into((first, encodings, embeddings) -> {
                target.add(embeddings);
                return true;
              }));
    }
    console.error("heed: " + embedding.summary() + (out == null ? "" : "; " + out + " written"));
  }
}
