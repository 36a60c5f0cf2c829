package dev.heed.spark.command;

import dev.heed.spark.HeedEmbedder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code heed spark embed}: a column of texts, of any length, to a folder of vectors. */
@Command(
    name = "embed",
    description = {
      "Adds an embedding to every row of a table of texts, and writes the table into a folder, a"
          + " file for each partition. The numbers are those of heed embed, to the bit.",
      "FILE: .txt has a text a line, which gets its number, from 0, in the column line; .jsonl,"
          + " .csv (with a header) and .parquet keep their columns."
    },
    customSynopsis = {"heed spark embed [OPTIONS] FILE --out DIR"},
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed spark embed texts.txt --out vectors",
      "  heed spark embed posts.jsonl --column body --out vectors --format jsonl",
      "  heed spark embed corpus.parquet --out vectors --errors keep --master spark://host:7077",
    })
final class EmbedCommand implements Callable<Integer> {
  /** How the folder is written. */
  enum Format {
    PARQUET,
    JSONL
  }

  /** What happens to a row whose text cannot be read. */
  enum Errors {
    FAIL,
    KEEP
  }

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "Texts: .txt, .jsonl, .csv or .parquet.")
  private Path file = Path.of("");

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "A new folder.")
  private Path out = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "parquet|jsonl",
      description = "How the folder is written (default: parquet).")
  private Format format = Format.PARQUET;

  @Option(
      names = "--column",
      paramLabel = "NAME",
      description = "The column of texts (default: text).")
  private String column = "text";

  @Option(
      names = "--model",
      paramLabel = "DIR|NAME",
      description = "A folder that every executor sees, or the name of a model that comes along.")
  private String model = "all-MiniLM-L6-v2";

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      description = "Stands before every text, such as \"passage: \".")
  private String prefix = "";

  @Option(
      names = "--errors",
      paramLabel = "fail|keep",
      description =
          "A text that is null, empty or too long: ends the job (default), or leaves null and a"
              + " sentence in the column error.")
  private Errors errors = Errors.FAIL;

  @Option(names = "--cut", description = "Reads texts that are too long up to the model's limit.")
  private boolean cut;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "Files that are written, and tasks that run (default: as Spark splits FILE).")
  private int partitions;

  @Mixin private SparkOptions spark = new SparkOptions();

  @Override
  public Integer call() throws IOException {
    check();
    long began = System.nanoTime();
    try (SparkSession session = spark.session("heed embed")) {
      Dataset<Row> texts = TextTable.read(session, file);
      Dataset<Row> spread = partitions == 0 ? texts : texts.repartition(partitions);
      write(embedder().transform(spread));
      long read = texts.count();
      Dataset<Row> written = written(session);
      long rows = written.count();
      say(
          "%,d rows written to %s%s, %.1f s"
              .formatted(rows, out, kept(written), (System.nanoTime() - began) / 1e9));
      if (read != rows) {
        say("%,d rows were read and %,d written".formatted(read, rows));
        return 1;
      }
      return 0;
    }
  }

  private void check() {
    if (!Files.exists(file)) {
      throw new IllegalArgumentException("%s: there is no such file".formatted(file));
    }
    if (Files.exists(out)) {
      throw new IllegalArgumentException(
          "--out %s: it is there already; name a new folder".formatted(out));
    }
    if (partitions < 0) {
      throw new IllegalArgumentException("--partitions %d: at least 1".formatted(partitions));
    }
  }

  private HeedEmbedder embedder() {
    return new HeedEmbedder()
        .setInputCol(column)
        .setModel(model)
        .setPrefix(prefix)
        .setOverLong(cut ? "cut" : "error")
        .setErrorCol(errors == Errors.KEEP ? "error" : "");
  }

  private void write(Dataset<Row> vectors) {
    if (format == Format.PARQUET) {
      vectors.write().parquet(out.toString());
    } else {
      vectors.write().json(out.toString());
    }
  }

  private Dataset<Row> written(SparkSession session) {
    return format == Format.PARQUET
        ? session.read().parquet(out.toString())
        : session.read().json(out.toString());
  }

  private String kept(Dataset<Row> written) {
    if (errors == Errors.FAIL) {
      return "";
    }
    return ", %,d of them without a vector".formatted(written.where("embedding is null").count());
  }

  private void say(String sentence) {
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    err.println("heed spark: " + sentence);
    err.flush();
  }
}
