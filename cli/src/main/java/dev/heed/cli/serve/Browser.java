package dev.heed.cli.serve;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/** The user's browser. */
final class Browser {
  private Browser() {}

  /** Whether a program took the address; it runs on its own. */
  static boolean opens(URI address) {
    try {
      new ProcessBuilder(command(System.getProperty("os.name", ""), address))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .getOutputStream()
          .close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** What opens an address on an operating system. */
  static List<String> command(String system, URI address) {
    String name = system.toLowerCase(Locale.ROOT);
    if (name.contains("mac")) {
      return List.of("open", address.toString());
    }
    return name.contains("windows")
        ? List.of("rundll32", "url.dll,FileProtocolHandler", address.toString())
        : List.of("xdg-open", address.toString());
  }
}
