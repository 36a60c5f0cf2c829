package dev.heed.cli;

import dev.heed.cli.console.Console;
import dev.heed.views.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** One command run in this process: its exit code and what it wrote. */
public record Ran(int code, String out, String err) {
  public static Ran heed(String... arguments) {
    return on(new Terminal(80, false, true), arguments);
  }

  public static Ran on(Terminal terminal, String... arguments) {
    return on(terminal, InputStream.nullInputStream(), arguments);
  }

  /** With standard input. */
  public static Ran reading(byte[] input, String... arguments) {
    return on(new Terminal(80, false, true), new ByteArrayInputStream(input), arguments);
  }

  public static Ran on(Terminal terminal, InputStream input, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console = new Console(input, out, err, terminal, false);
    int code = console.close(Heed.run(console, new SharedModel(), arguments));
    return new Ran(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
