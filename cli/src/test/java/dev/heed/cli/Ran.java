package dev.heed.cli;

import dev.heed.views.Terminal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** One command run in this process: its exit code and what it wrote. */
record Ran(int code, String out, String err) {
  static Ran heed(String... arguments) {
    return on(new Terminal(80, false, true), arguments);
  }

  static Ran on(Terminal terminal, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console = new Console(out, err, terminal, false);
    int code = console.close(Heed.run(console, arguments));
    return new Ran(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
