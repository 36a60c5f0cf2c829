package dev.heed.cli.input;

import dev.heed.cli.console.Console;
import dev.heed.formats.FileException;
import dev.heed.views.SafeText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** A text out of the command line or of standard input. */
public final class TextSource {
  /** Most bytes of one text. */
  public static final int LONGEST = 1 << 24;

  /** What errors call standard input. */
  public static final String STANDARD_INPUT = "standard input";

  /** What stands for standard input where a file or a text is wanted. */
  public static final String DASH = "-";

  private TextSource() {}

  /**
   * The words joined by blanks; or for a single {@code -} all of standard input, without the
   * newline at its end.
   *
   * @throws FileException if standard input is not UTF-8 or longer than {@link #LONGEST} bytes
   * @throws IllegalArgumentException if there is nothing but white space
   */
  public static String read(List<String> words, Console console) throws IOException {
    boolean piped = words.equals(List.of(DASH));
    String text = piped ? standardInput(console) : String.join(" ", words);
    if (text.isBlank()) {
      throw new IllegalArgumentException(
          (piped ? STANDARD_INPUT : "the text")
              + (text.isEmpty() ? " is empty" : " holds only white space")
              + ": attention needs at least one word");
    }
    if (!piped && words.size() == 1 && isFile(text)) {
      console.error("heed: taken as a text; for what is in the file: heed - <" + SafeText.of(text));
    }
    return text;
  }

  /**
   * Bytes as text.
   *
   * @param file what errors call their source
   * @param place where in it they begin, for errors; empty for its start
   * @throws FileException if they are no UTF-8
   */
  public static String decode(ByteBuffer bytes, String file, String place) throws FileException {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    int begin = bytes.position();
    CharBuffer text = CharBuffer.allocate(bytes.remaining());
    CoderResult result = decoder.decode(bytes, text, true);
    if (result.isError()) {
      String where = (place.isEmpty() ? "" : place + ", ") + "byte " + (bytes.position() - begin);
      throw new FileException(file, where, "is not UTF-8: save the text in that encoding");
    }
    return text.flip().toString();
  }

  private static String standardInput(Console console) throws IOException {
    byte[] bytes = console.input().readNBytes(LONGEST + 1);
    if (bytes.length > LONGEST) {
      throw new FileException(
          STANDARD_INPUT,
          "",
          "is longer than %,d bytes: for many texts, one a line, there is heed embed"
              .formatted(LONGEST));
    }
    String text = decode(ByteBuffer.wrap(bytes), STANDARD_INPUT, "");
    text = text.startsWith("\ufeff") ? text.substring(1) : text;
    int end = text.endsWith("\n") ? text.length() - 1 : text.length();
    return text.substring(0, end > 0 && text.startsWith("\r\n", end - 1) ? end - 1 : end);
  }

  private static boolean isFile(String text) {
    try {
      return Files.isRegularFile(Path.of(text));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
