package dev.heed.lessons;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All numbers that one document prints, by name. The form of the text is told in {@code README.md}
 * beside the resources.
 */
record PrintedNumbers(String origin, Map<String, Printed> arrays) {
  private static final Pattern SPACES = Pattern.compile(" +");
  private static final Pattern HEAD =
      Pattern.compile("array (\\w+) columns=([1-9]\\d*) (?:input|limit=(\\S+))");

  PrintedNumbers {
    arrays = Map.copyOf(arrays);
  }

  static PrintedNumbers ofDocument(int document) {
    return parse(text(document), "document-" + document + ".txt");
  }

  static String text(int document) {
    String name = "document-" + document + ".txt";
    try (InputStream in = PrintedNumbers.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing beside the classes of the lessons");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /**
   * @throws IllegalStateException if the text is not in the form of the README
   */
  static PrintedNumbers parse(String text, String origin) {
    Map<String, Printed> arrays = new LinkedHashMap<>();
    List<Double> numbers = new ArrayList<>();
    Matcher head = HEAD.matcher("");
    for (String line : (text + "\narray end columns=1 input").lines().toList()) {
      if (line.startsWith("array ")) {
        if (!numbers.isEmpty()) {
          arrays.put(head.group(1), printed(head, numbers));
        }
        head = HEAD.matcher(line);
        numbers.clear();
        if (!head.matches()) {
          throw new IllegalStateException(origin + ": no array opens like this: " + line);
        }
      } else if (!line.startsWith("#") && !line.isBlank()) {
        for (String token : SPACES.split(line.strip(), -1)) {
          numbers.add(number(token));
        }
      }
    }
    return new PrintedNumbers(origin, arrays);
  }

  Printed get(String name) {
    Printed printed = arrays.get(name);
    if (printed == null) {
      throw new IllegalStateException(origin + " has no array " + name);
    }
    return printed;
  }

  private static Printed printed(Matcher head, List<Double> numbers) {
    double limit = head.group(3) == null ? 0 : Double.parseDouble(head.group(3));
    return new Printed(head.group(1), Integer.parseInt(head.group(2)), limit, numbers);
  }

  private static double number(String token) {
    return token.equals("-inf") ? Double.NEGATIVE_INFINITY : Double.parseDouble(token);
  }
}
