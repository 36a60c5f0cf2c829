package dev.heed.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.cli.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The commands of docs/explain/one-pair.md print what the page shows. */
class OnePairPageTest {
  private static final Path PAGE = Path.of("..", "docs", "explain", "one-pair.md");
  private static final String INDENT = "    ";
  private static final String COMMAND = INDENT + "$ ./heed ";
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
  private static final Pattern NUMBER = Pattern.compile("(?<![\\w./])-?\\d+\\.\\d+(?:e-?\\d+)?");

  @Test
  void everyCommandPrintsWhatIsShownBelowItInThatOrder() throws IOException {
    List<Example> examples = examples();
    assertThat(examples).hasSizeGreaterThan(5);
    for (Example example : examples) {
      String printed = "\n" + run(example.command());
      int from = 0;
      for (String part : String.join("\n", example.lines()).split("(?m)^…$", -1)) {
        if (!part.isBlank()) {
          String kept = part.replaceFirst("\\A\\n+", "").stripTrailing();
          int at = printed.indexOf("\n" + kept + "\n", from);
          assertThat(at)
              .as("%s:%n%s%nin%n%s", example.command(), kept, printed)
              .isGreaterThanOrEqualTo(from);
          from = at + kept.length();
        }
      }
    }
  }

  @Test
  void everyNumberInTheWordsIsOneThatACommandPrints() throws IOException {
    StringBuilder printed = new StringBuilder();
    for (Example example : examples()) {
      printed.append(run(example.command()));
    }
    StringBuilder words = new StringBuilder();
    for (String line : Files.readAllLines(PAGE)) {
      boolean isSource = line.startsWith("Source:") || line.contains("](../decisions");
      words.append(line.startsWith(INDENT) || isSource ? "" : line + "\n");
    }
    int found = 0;
    for (Matcher number = NUMBER.matcher(words); number.find(); found++) {
      assertThat(printed).as("a number of the page").contains(number.group());
    }
    assertThat(found).isGreaterThan(3);
  }

  private static String run(String command) {
    List<String> arguments = new ArrayList<>();
    for (Matcher word = WORD.matcher(command); word.find(); ) {
      arguments.add(word.group(1) == null ? word.group(2) : word.group(1));
    }
    Ran ran = Ran.heed(arguments.toArray(String[]::new));
    assertThat(ran.code()).as(ran.err()).isZero();
    return ran.out();
  }

  private static List<Example> examples() throws IOException {
    List<Example> examples = new ArrayList<>();
    boolean open = false;
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith(COMMAND)) {
        examples.add(new Example(line.substring(COMMAND.length()), new ArrayList<>()));
        open = true;
      } else if (line.startsWith(INDENT) || line.isEmpty()) {
        if (open) {
          examples.getLast().lines().add(line.isEmpty() ? "" : line.substring(INDENT.length()));
        }
      } else {
        open = false;
      }
    }
    return examples;
  }

  private record Example(String command, List<String> lines) {}
}
