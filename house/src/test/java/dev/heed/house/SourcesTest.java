package dev.heed.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What holds for the text of all sources. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SourcesTest {

  private static final int LINES = 420;

  private final Checkout checkout = Checkout.find();
  private List<Path> javaFiles = List.of();

  @BeforeAll
  void readTheCheckout() throws IOException {
    javaFiles = checkout.javaFiles();
    for (String module : checkout.jars()) {
      Path folder = checkout.root().resolve(module);
      assertThat(javaFiles)
          .as("Java files of the module %s", module)
          .anyMatch(file -> file.startsWith(folder));
    }
  }

  @Test
  void noFileIsTooLongToBeRead() throws IOException {
    assertThat(longerThan(LINES, javaFiles)).as("files of more than %d lines", LINES).isEmpty();
  }

  @Test
  void everyPackageSaysWhatItIsFor() {
    // What the build runs by itself to write sources is in no package.
    List<Path> packaged =
        javaFiles.stream().filter(file -> !file.toString().contains("generator")).toList();
    assertThat(packagesWithoutInfo(packaged)).as("packages without a package-info").isEmpty();
  }

  @Test
  void nothingIsLeftForLaterAndNoTestIsSwitchedOff() throws IOException {
    List<Path> files = Stream.concat(javaFiles.stream(), checkout.buildFiles().stream()).toList();
    assertThat(unfinished(files)).as("lines that put something off").isEmpty();
  }

  @Test
  void eachOfTheseChecksCanFail() throws IOException {
    Path folder = Files.createTempDirectory("sources");
    Path file = Files.writeString(folder.resolve("Late.java"), "class Late {\n// TO" + "DO\n}\n");
    Path info = folder.resolve("package-info.java");
    try {
      assertThat(longerThan(2, List.of(file))).containsExactly(file + ": 3");
      assertThat(longerThan(3, List.of(file))).isEmpty();
      assertThat(packagesWithoutInfo(List.of(file))).hasSize(1);
      assertThat(packagesWithoutInfo(List.of(file, info))).isEmpty();
      assertThat(unfinished(List.of(file))).containsExactly(file + ":2: // TO" + "DO");
    } finally {
      Files.delete(file);
      Files.delete(folder);
    }
  }

  private static List<String> longerThan(int most, List<Path> files) throws IOException {
    return lines(files).entrySet().stream()
        .filter(entry -> entry.getValue().size() > most)
        .map(entry -> entry.getKey() + ": " + entry.getValue().size())
        .toList();
  }

  /** Main and test sources of a module share a package, and one of them describes it. */
  private static Set<String> packagesWithoutInfo(List<Path> files) {
    Map<String, List<String>> packages =
        files.stream()
            .filter(file -> !file.endsWith("module-info.java"))
            .collect(
                Collectors.groupingBy(
                    file -> file.resolveSibling("").toString().replace("src/test", "src/main"),
                    Collectors.mapping(
                        file -> file.getFileName().toString(), Collectors.toList())));
    packages.values().removeIf(names -> names.contains("package-info.java"));
    return packages.keySet();
  }

  private static List<String> unfinished(List<Path> files) throws IOException {
    // In pieces, so that this line does not find itself.
    Pattern words =
        Pattern.compile(
            "\\b(TO"
                + "DO|FIX"
                + "ME|XX"
                + "X)\\b|@Dis"
                + "abled\\b|\\bassume(Tr"
                + "ue|Fa"
                + "lse|That|ingThat)\\b");
    return lines(files).entrySet().stream()
        .flatMap(entry -> {
          List<String> text = entry.getValue();
          return Stream.iterate(0, i -> i < text.size(), i -> i + 1)
              .filter(i -> words.matcher(text.get(i)).find())
              .map(i -> entry.getKey() + ":" + (i + 1) + ": " + text.get(i).strip());
        })
        .toList();
  }

  private static Map<Path, List<String>> lines(List<Path> files) throws IOException {
    Map<Path, List<String>> lines = new TreeMap<>();
    for (Path file : files) {
      lines.put(file, Files.readAllLines(file));
    }
    return lines;
  }
}
