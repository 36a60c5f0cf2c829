package dev.heed.cli.embed;

import dev.heed.cli.console.Console;
import dev.heed.cli.console.Version;
import dev.heed.cli.input.ModelOptions;
import dev.heed.formats.FileException;
import dev.heed.formats.JsonDocument;
import dev.heed.models.source.ModelSource;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heed models}: which models are there. */
@Command(
    name = "models",
    description = {
      "Shows the models that come along and those in folders, with where they are from, their licence"
          + " and sizes; and the copies of weights in the cache, which may be deleted.",
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footerHeading = "%nExamples:%n",
    footer = {"  heed models", "  heed models ~/models     a folder of models, or of one"})
public final class ModelsCommand implements Callable<Integer> {
  private static final String CONFIG = "config.json";

  private final Console console;

  @Parameters(
      paramLabel = "DIR",
      arity = "0..*",
      description = "Folders with a model in them, or with folders of models.")
  private List<Path> folders = List.of();

  @Option(names = "--cache", paramLabel = "DIR", description = "The cache, if it is not the usual.")
  private @Nullable Path cache;

  @Option(names = "--json", description = "Prints an object of JSON.")
  private boolean json;

  public ModelsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    List<ModelCard> cards = new ArrayList<>();
    ModelSource.artifacts().forEach(model -> cards.add(ModelCard.of(model)));
    for (Path folder : folders) {
      addFolder(folder, cards);
    }
    Path copies = cache == null ? ModelOptions.defaultCache(System.getenv()) : cache;
    Map<String, Long> files = copies == null ? Map.of() : copiesIn(copies);
    if (json) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("models", cards.stream().map(ModelCard::fields).toList());
      if (copies != null) {
        fields.put("cache", copies.toString());
        fields.put("copies", files);
      }
      console.stream(out -> JsonDocument.write(out, fields));
    } else {
      console.print(new ModelTable(cards, copies, files).text(console.terminal()));
    }
    return 0;
  }

  private static void addFolder(Path folder, List<ModelCard> cards) throws IOException {
    if (Files.exists(folder.resolve(CONFIG))) {
      cards.add(ModelCard.of(folder));
      return;
    }
    List<Path> inside = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      all.forEach(inside::add);
    } catch (IOException e) {
      throw FileException.reading(folder.toString(), e);
    }
    inside.removeIf(path -> !Files.exists(path.resolve(CONFIG)));
    if (inside.isEmpty()) {
      throw new FileException(
          folder.toString(), "", "has no %s, nor has a folder in it".formatted(CONFIG));
    }
    inside.sort(null);
    for (Path one : inside) {
      cards.add(ModelCard.of(one));
    }
  }

  /** Bytes of each copy, by its file's name. */
  private static Map<String, Long> copiesIn(Path folder) throws IOException {
    Map<String, Long> copies = new TreeMap<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*.heed")) {
        for (Path file : all) {
          copies.put(String.valueOf(file.getFileName()), Files.size(file));
        }
      } catch (IOException e) {
        throw FileException.reading(folder.toString(), e);
      }
    }
    return copies;
  }
}
