package dev.heed.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The folder that all modules lie in. */
record Checkout(Path root) {

  private static final Pattern MODULE = Pattern.compile("<module>(.+?)</module>");

  /** The nearest folder above this module's that has the launcher in it. */
  static Checkout find() {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.isRegularFile(folder.resolve("heed"))
          && Files.isRegularFile(folder.resolve("pom.xml"))) {
        return new Checkout(folder);
      }
    }
    throw new IllegalStateException("no folder above holds both heed and pom.xml");
  }

  /** The modules that the root's pom names, in its order. */
  List<String> modules() throws IOException {
    String pom = Files.readString(root.resolve("pom.xml"));
    return MODULE.matcher(pom).results().map((MatchResult match) -> match.group(1)).toList();
  }

  /** Whether a module has more than tests and resources. */
  boolean hasClasses(String module) {
    return Files.isDirectory(root.resolve(module).resolve("src/main/java"));
  }

  /** The modules that make a jar. */
  List<String> jars() throws IOException {
    List<String> jars = new ArrayList<>();
    for (String module : modules()) {
      if (!pom(module).contains("<packaging>pom</packaging>")) {
        jars.add(module);
      }
    }
    return jars;
  }

  /** The text of a module's pom. */
  String pom(String module) throws IOException {
    return Files.readString(root.resolve(module).resolve("pom.xml"));
  }

  /** What people wrote in Java: the files below each module's {@code src}. */
  List<Path> javaFiles() throws IOException {
    List<Path> found = new ArrayList<>();
    for (String module : jars()) {
      try (Stream<Path> files = Files.walk(root.resolve(module).resolve("src"))) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(found::add);
      }
    }
    return found;
  }

  /** The scripts and build files at the root and in {@code config}, and each module's pom. */
  List<Path> buildFiles() throws IOException {
    try (Stream<Path> config = Files.list(root.resolve("config"))) {
      return Stream.of(
              Stream.of("heed", "verify", ".ci/run", "pom.xml").map(root::resolve),
              modules().stream().map(module -> root.resolve(module).resolve("pom.xml")),
              config.filter(Files::isRegularFile))
          .flatMap(files -> files)
          .toList();
    }
  }
}
