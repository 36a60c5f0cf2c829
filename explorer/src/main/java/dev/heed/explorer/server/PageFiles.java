package dev.heed.explorer.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.stream.Stream;

/**
 * The files of the page and of the libraries that it uses. What a request names is looked up among
 * the names of those that there are; no path is made of it.
 */
final class PageFiles {
  private static final String FOLDER = "dev/heed/explorer/web/";
  private static final String JARS = "META-INF/resources/webjars/";
  private static final String INDEX = "/index.html";

  /** What is served of which version of a library, by what the page calls it. */
  private static final Map<String, String> LIBRARIES = libraries();

  private final ClassLoader loader = PageFiles.class.getClassLoader();
  private final Map<String, StaticFile> kept = new HashMap<>();
  private final Map<String, String> versions = new HashMap<>();

  private static Map<String, String> libraries() {
    Map<String, String> files = new HashMap<>();
    for (String name :
        List.of("lit-html", "directive", "async-directive", "directive-helpers", "static")) {
      files.put("/lib/lit-html/" + name + ".js", "lit-html " + name + ".js");
    }
    for (String name :
        List.of(
            "async-append",
            "async-replace",
            "cache",
            "choose",
            "class-map",
            "guard",
            "if-defined",
            "join",
            "keyed",
            "live",
            "map",
            "private-async-helpers",
            "range",
            "ref",
            "repeat",
            "style-map",
            "template-content",
            "until",
            "when")) {
      files.put("/lib/lit-html/directives/" + name + ".js", "lit-html directives/" + name + ".js");
    }
    for (String name : List.of("katex.mjs", "katex.min.js", "katex.min.css")) {
      files.put("/lib/katex/" + name, "katex dist/" + name);
    }
    for (String name :
        List.of(
            "AMS-Regular",
            "Caligraphic-Bold",
            "Caligraphic-Regular",
            "Fraktur-Bold",
            "Fraktur-Regular",
            "Main-Bold",
            "Main-BoldItalic",
            "Main-Italic",
            "Main-Regular",
            "Math-BoldItalic",
            "Math-Italic",
            "SansSerif-Bold",
            "SansSerif-Italic",
            "SansSerif-Regular",
            "Script-Regular",
            "Size1-Regular",
            "Size2-Regular",
            "Size3-Regular",
            "Size4-Regular",
            "Typewriter-Regular")) {
      String file = "fonts/KaTeX_" + name + ".woff2";
      files.put("/lib/katex/" + file, "katex dist/" + file);
    }
    return files;
  }

  /** The file of an address, if there is one. */
  synchronized Optional<StaticFile> find(String path) {
    String name = path.equals("/") ? INDEX : path;
    StaticFile known = kept.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    try {
      return name.startsWith("/lib/") ? library(name) : page(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<StaticFile> library(String name) throws IOException {
    String entry = LIBRARIES.get(name);
    if (entry == null) {
      return Optional.empty();
    }
    int blank = entry.indexOf(' ');
    String library = entry.substring(0, blank);
    String resource = JARS + library + "/" + version(library) + "/" + entry.substring(blank + 1);
    URL url = loader.getResource(resource);
    return url == null ? Optional.empty() : Optional.of(keep(name, url, true));
  }

  /** The version of a library that is on the class path, as its jar says. */
  private String version(String library) throws IOException {
    String known = versions.get(library);
    if (known != null) {
      return known;
    }
    String properties = "META-INF/maven/org.webjars.npm/" + library + "/pom.properties";
    Properties found = new Properties();
    try (InputStream in = loader.getResourceAsStream(properties)) {
      if (in != null) {
        found.load(in);
      }
    }
    String version = found.getProperty("version", "");
    versions.put(library, version);
    return version;
  }

  private Optional<StaticFile> page(String name) throws IOException {
    // Not every jar has entries for folders, so they are found by the file that each of them has.
    Enumeration<URL> indexes = loader.getResources(FOLDER + INDEX.substring(1));
    while (indexes.hasMoreElements()) {
      URL file = beside(indexes.nextElement()).get(name);
      if (file != null) {
        boolean isPacked = file.getProtocol().equals("jar");
        return Optional.of(isPacked ? keep(name, file, false) : read(name, file, false));
      }
    }
    return Optional.empty();
  }

  /** The files of the folder that an index is in, by the addresses that they have. */
  private static Map<String, URL> beside(URL index) throws IOException {
    if (index.openConnection() instanceof JarURLConnection jar) {
      return packed(jar, index.toString());
    }
    Map<String, URL> names = new HashMap<>();
    Path root = Objects.requireNonNull(Path.of(URI.create(index.toString())).getParent());
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList()) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          String name = root.relativize(file).toString().replace('\\', '/');
          names.put("/" + name, file.toUri().toURL());
        }
      }
    }
    return names;
  }

  private static Map<String, URL> packed(JarURLConnection jar, String index) throws IOException {
    Map<String, URL> names = new HashMap<>();
    String folder = index.substring(0, index.length() + 1 - INDEX.length());
    Enumeration<JarEntry> entries = jar.getJarFile().entries();
    while (entries.hasMoreElements()) {
      String entry = entries.nextElement().getName();
      if (entry.startsWith(FOLDER) && !entry.endsWith("/")) {
        String name = entry.substring(FOLDER.length());
        names.put("/" + name, URI.create(folder + name).toURL());
      }
    }
    return names;
  }

  private StaticFile keep(String name, URL url, boolean lasts) throws IOException {
    StaticFile file = read(name, url, lasts);
    kept.put(name, file);
    return file;
  }

  private static StaticFile read(String name, URL url, boolean lasts) throws IOException {
    URLConnection connection = url.openConnection();
    connection.setUseCaches(false);
    try (InputStream in = connection.getInputStream()) {
      return StaticFile.of(name, in.readAllBytes(), lasts);
    }
  }
}
