package dev.heed.cli.console;

import dev.heed.formats.AtomicOutput;
import dev.heed.views.Terminal;
import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a command reads, and where it writes: results to one stream, all else to the other. */
public final class Console {
  private final InputStream input;
  private final CheckedWriter out;
  private final PrintWriter writer;
  private final PrintWriter errors;
  private final Terminal terminal;
  private final boolean errorsOnTerminal;

  public Console(
      InputStream input,
      OutputStream out,
      OutputStream errors,
      Terminal terminal,
      boolean errorsOnTerminal) {
    this.input = input;
    this.out = new CheckedWriter(out);
    this.writer = new PrintWriter(this.out);
    this.errors = new PrintWriter(new OutputStreamWriter(errors, StandardCharsets.UTF_8), true);
    this.terminal = terminal;
    this.errorsOnTerminal = errorsOnTerminal;
  }

  /** The process's own streams, as the launcher describes them. */
  public static Console ofProcess() {
    boolean terminal = Boolean.getBoolean("heed.stdout.tty");
    boolean dumb = "dumb".equals(System.getenv("TERM"));
    String noColor = System.getenv("NO_COLOR");
    boolean colour = terminal && !dumb && (noColor == null || noColor.isEmpty());
    int width = Math.clamp(Integer.getInteger("heed.columns", 80), 20, 400);
    return new Console(
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        new Terminal(width, colour, true),
        Boolean.getBoolean("heed.stderr.tty"));
  }

  /** Standard input. */
  public InputStream input() {
    return input;
  }

  public Terminal terminal() {
    return terminal;
  }

  boolean errorsOnTerminal() {
    return errorsOnTerminal;
  }

  public PrintWriter writer() {
    return writer;
  }

  public PrintWriter errorWriter() {
    return errors;
  }

  /** One result, ended by a line break if it has none. */
  public void print(String text) {
    writer.print(text);
    if (!text.endsWith("\n")) {
      writer.print('\n');
    }
  }

  /** Prints what {@code content} writes, in UTF-8, without keeping it; ends it no line. */
  public void stream(AtomicOutput.Content content) {
    writer.flush();
    out.attempt(() -> {
      OutputStream buffered = new BufferedOutputStream(out.bytes, 1 << 16);
      content.writeTo(buffered);
      buffered.flush();
    });
  }

  /** Hands over all that was printed; false if nobody takes it any more. */
  public boolean flush() {
    writer.flush();
    return out.failure == null;
  }

  /** One line for the person, not for the pipe. */
  public void error(String line) {
    errors.println(line);
  }

  /** Shows how far a long call is, in place of the state before; only for a terminal. */
  public void progress(String state) {
    if (errorsOnTerminal) {
      errors.print("\r\u001b[K" + state);
      errors.flush();
    }
  }

  /**
   * Flushes; what could not be written turns {@code code} 0 into 1 and is said, unless the reader
   * has gone, as {@code head} does when it has enough.
   */
  public int close(int code) {
    writer.flush();
    IOException failure = out.failure;
    if (failure == null) {
      return code;
    }
    if (!String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("broken pipe")) {
      error("heed: cannot write to standard output: " + failure.getMessage());
    }
    return code == 0 ? 1 : code;
  }

  /** Keeps the first failure, which a PrintWriter would only count. */
  private static final class CheckedWriter extends Writer {
    private final OutputStream bytes;
    private final Writer target;
    private @Nullable IOException failure;

    CheckedWriter(OutputStream out) {
      this.bytes = out;
      this.target =
          new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
    }

    @Override
    public void write(char[] text, int from, int length) {
      attempt(() -> target.write(text, from, length));
    }

    @Override
    public void flush() {
      attempt(target::flush);
    }

    @Override
    public void close() {
      attempt(target::close);
    }

    private void attempt(Attempt attempt) {
      if (failure == null) {
        try {
          attempt.run();
        } catch (IOException e) {
          failure = e;
        }
      }
    }

    private interface Attempt {
      void run() throws IOException;
    }
  }
}
