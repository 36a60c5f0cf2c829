package dev.heed.cli.embed;

import dev.heed.cli.console.Console;
import dev.heed.cli.console.Version;
import dev.heed.cli.input.EncoderLoader;
import dev.heed.cli.input.ModelOptions;
import dev.heed.cli.input.RunOptions;
import dev.heed.cli.input.TextSource;
import dev.heed.formats.JsonDocument;
import dev.heed.formats.MatrixRows;
import dev.heed.models.Embeddings;
import dev.heed.models.Encoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heed similar}: the texts that are nearest to a query. */
@Command(
    name = "similar",
    description = {
      "Finds the texts of a file whose meaning is nearest to a query, by the cosine of the angle"
          + " between their embeddings: 1 is the same direction, 0 none in common.",
      "The texts are embedded on the way, bit by bit. For many queries embed them once, and search"
          + " the vectors: heed embed texts.txt --out texts.npy."
    },
    customSynopsis = {"heed similar [OPTIONS] --in FILE QUERY…"},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed similar \"a cat on a mat\" --in texts.txt",
      "  heed similar \"a cat on a mat\" --in texts.npy --texts texts.txt",
      "  heed similar \"reset my password\" --in faq.csv --column question --id 1",
      "  heed similar \"a cat\" --in texts.txt --model e5-small --prefix \"query: \"",
      "      --document-prefix \"passage: \"     an E5 wants both",
      "  heed similar \"a cat\" --in texts.txt --prompt query     a BGE wants this one"
    })
public final class SimilarCommand implements Callable<Integer> {
  private final Console console;
  private final EncoderLoader loader;

  @Parameters(
      paramLabel = "QUERY",
      arity = "1..*",
      description = "What to look for; - reads standard input.")
  private List<String> words = List.of();

  @Option(
      names = "--in",
      required = true,
      paramLabel = "FILE",
      description =
          "The texts, one a line (- reads standard input); or their vectors by the same model, an npy"
              + " file that heed embed made.")
  private String file = "";

  @Option(
      names = "--texts",
      paramLabel = "FILE",
      description = "The texts that the vectors of --in were made of.")
  private @Nullable String texts;

  @Option(
      names = "--top",
      paramLabel = "K",
      defaultValue = "5",
      description = "How many texts (default: ${DEFAULT-VALUE}).")
  private int top;

  @Mixin private RecordOptions records = new RecordOptions();

  @Mixin private EmbeddingOptions embedding = new EmbeddingOptions();

  @Option(
      names = "--document-prompt",
      paramLabel = "NAME",
      description =
          "Puts what the model's authors have under this name before each text of the file.")
  private @Nullable String documentPrompt;

  @Option(
      names = "--document-prefix",
      paramLabel = "TEXT",
      description = "Puts this before each text of the file.")
  private @Nullable String documentPrefix;

  @Option(names = "--json", description = "Prints the matches as an object of JSON.")
  private boolean json;

  @Mixin private ModelOptions model = new ModelOptions();

  @Mixin private RunOptions run = new RunOptions();

  public SimilarCommand(Console console, EncoderLoader loader) {
    this.console = console;
    this.loader = loader;
  }

  @Override
  public Integer call() throws IOException {
    records.check();
    boolean vectors = file.toLowerCase(Locale.ROOT).endsWith(".npy");
    check(vectors);
    String query = TextSource.read(words, console);
    Encoder encoder = embedding.applyTo(model.load(loader, run, console));
    Encoder asking = embedding.prefixed(encoder);
    hintAtPrompts(asking);
    Embeddings embedded = asking.embed(List.of(query));
    if (embedded.cut(0) > 0) {
      console.error("heed: the query was cut at %d tokens".formatted(asking.maxTokens()));
    }
    QuerySearch search = new QuerySearch(embedded.vector(0), top, run.execution(), console);
    List<Match> matches =
        vectors
            ? amongVectors(search, encoder)
            : search.amongTexts(
                new TextInput(file, records, console),
                EmbeddingOptions.prefixed(encoder, documentPrefix, documentPrompt));
    show(query, encoder, new MatchTable(matches, records.namesTexts()));
    return 0;
  }

  private List<Match> amongVectors(QuerySearch search, Encoder encoder) throws IOException {
    Path path = Path.of(file);
    List<Match> matches = search.amongRows(path, encoder.name());
    if (texts == null) {
      return matches;
    }
    int rows = MatrixRows.<Integer>read(path, MatrixRows::count);
    return QuerySearch.withTexts(matches, new TextInput(texts, records, console), path, rows);
  }

  private void check(boolean vectors) {
    if (top < 1) {
      throw new IllegalArgumentException("--top %d: at least 1 text".formatted(top));
    }
    if (words.equals(List.of(TextSource.DASH))
        && (file.equals(TextSource.DASH) || TextSource.DASH.equals(texts))) {
      throw new IllegalArgumentException(
          "query and texts are both to come from standard input: one of them");
    }
    if (!vectors && texts != null) {
      throw new IllegalArgumentException(
          "--texts %s: it belongs to vectors, --in FILE.npy".formatted(texts));
    }
    if (vectors && (documentPrefix != null || documentPrompt != null)) {
      throw new IllegalArgumentException(
          "--document-prefix and --document-prompt are for texts, and %s has their vectors: heed"
                  .formatted(file)
              + " embed takes --prefix and --prompt");
    }
  }

  private void hintAtPrompts(Encoder asking) {
    var settings = asking.settings();
    if (!embedding.givesPrefix() && !settings.prompts().isEmpty()) {
      console.error(
          "heed: %s has prompts, and --prompt NAME puts one before the query: %s"
              .formatted(
                  asking.name(), String.join(", ", new TreeSet<>(settings.prompts().keySet()))));
    }
  }

  private void show(String query, Encoder encoder, MatchTable table) {
    if (!json) {
      console.print(table.text(console.terminal()));
      return;
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("query", query);
    fields.put("model", encoder.name());
    fields.put("matches", table.fields());
    console.stream(out -> JsonDocument.write(out, fields));
  }
}
