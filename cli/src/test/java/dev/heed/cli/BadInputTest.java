package dev.heed.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.cli.console.Console;
import dev.heed.formats.ArrayFile;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong: one sentence on stderr, the right exit code, no file. */
class BadInputTest {
  @TempDir private Path folder;

  @BeforeEach
  void files() throws IOException {
    write("good.json", "{\"Q\": [[1, 2]], \"K\": [[1, 2]], \"V\": [[3]]}");
    write("x.csv", "1,0\n0,1\n");
    write("long.json", "{\"Q\": [[1, 2]], \"K\": [[1, 2], [3, 4]], \"V\": [[3], [4]]}");
    write("columns.json", "{\"Q\": [[1, 2, 3]], \"K\": [[1, 2]], \"V\": [[3]]}");
    write("rows.json", "{\"Q\": [[1, 2]], \"K\": [[1, 2]], \"V\": [[3], [4]]}");
    write("missing.json", "{\"Q\": [[1, 2]], \"K\": [[1, 2]]}");
    write("doubled.json", "{\"Q\": [[1, 2]], \"q\": [[1, 2]], \"K\": [[1, 2]], \"V\": [[3]]}");
    write("both.json", "{\"Q\": [[1]], \"K\": [[1]], \"V\": [[1]], \"X\": [[1]]}");
    write("none.json", "{\"A\": [[1]]}");
    write("weights.json", "{\"X\": [[1, 2]], \"W_Q\": [[1]], \"W_K\": [[1]], \"W_V\": [[1]]}");
    write("ragged.csv", "1,2\n3\n");
    write("words.csv", "a,b\n1,2\n");
    write("empty.csv", "");
    write("cut.json", "{\"Q\": [[1, 2");
    write("deep.json", "[".repeat(100_000));
    write("magic.npy", "not an array");
    write("nan.csv", "nan,0\n0,0\n");
    write("half.csv", "0.5,0\n0,1\n");
    write("wide.csv", "1,1,1\n");
    Files.createDirectory(folder.resolve("folder.npz"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2 | attend                                                   | --input
          2 | attend --input good.json --nonsense                      | --nonsense
          2 | attend --input good.json --scale wide                    | wide
          2 | attend --input good.json --scale NaN                     | finite
          2 | attend --input good.json --softcap 0                     | above 0
          2 | attend --input good.json --softcap NaN                   | above 0
          2 | attend --input good.json --causal middle                 | top-left
          2 | attend --input long.json --causal                        | 1 queries and 2 keys
          2 | attend --input long.json --window 1,1                    | 1 queries and 2 keys
          2 | attend --input good.json --window 1                      | LEFT,RIGHT
          2 | attend --input good.json --window -2,0                   | -1
          2 | attend --input good.json --lengths 2                     | 1 keys
          2 | attend --input good.json --lengths 1,1                   | 1 sequences
          2 | attend --input good.json --lengths x                     | whole numbers
          2 | attend --input good.json --lengths -1                    | 0 keys or more
          2 | attend --input good.json --threads 0                     | at least 1
          2 | attend --input good.json --threads many                  | --threads
          2 | attend --input good.json --kernels fast                  | --kernels
          1 | attend --input good.json --kernels vector                | --add-modules
          2 | attend --input good.json --dtype float16                 | float32 or float64
          2 | attend --input good.json --dtype int8                    | --dtype
          2 | attend --input good.json --dtype bool                    | float32 or float64
          2 | attend --input good.json --top 0                         | at least 1
          2 | attend --input good.json --keep half.csv                 | 0 and 1
          2 | attend --input good.json --keep wide.csv                 | does not broadcast
          2 | attend --input x.csv --bias nan.csv                      | NaN
          2 | attend --input good.json --bias good.json                | holds 3 arrays
          2 | attend --input columns.json                              | differ in columns
          2 | attend --input rows.json                                 | each key needs one value
          2 | attend --input missing.json                              | no V
          2 | attend --input doubled.json                              | twice
          2 | attend --input both.json                                 | not both
          2 | attend --input none.json                                 | no X
          2 | attend --input weights.json                              | W_Q
          1 | attend --input ragged.csv                                | line 2
          1 | attend --input words.csv                                 | line 1
          1 | attend --input empty.csv                                 | empty
          1 | attend --input cut.json                                  | cut.json
          1 | attend --input deep.json                                 | deep.json
          1 | attend --input magic.npy                                 | magic.npy
          1 | attend --input there-is-none.npz                         | no such file
          1 | attend --input folder.npz                                | folder
          2 | attend --input good.json --out result.xlsx               | .npz
          2 | attend --input good.json --out result                    | .npz
          1 | attend --input good.json --out nowhere/result.npz        | nowhere
          1 | attend --input good.json --out folder.npz                | folder
          2 | steps                                                    | --random
          2 | steps --random 4,8                                       | L,DK,DV
          2 | steps --random 4,8,-1                                    | L,DK,DV
          2 | steps --random 99999,8,8                                 | at most
          2 | steps --random 99999999999,8,8                           | L,DK,DV
          2 | steps --random 4,8,8 --seed -1                           | -1
          2 | steps --random 4,8,8 --seed 4294967296                   | 4294967296
          2 | steps --random 4,8,8 --input good.json                   | mutually exclusive
          2 | steps --input good.json --seed 3                         | --random
          2 | steps --random 2,2,2 --seed 1 --out steps.npy            | .npz
          2 | tutorial                                                 | 1..5
          2 | tutorial 0                                               | numbered from 1
          2 | tutorial 6                                               | numbered from 1
          2 | tutorial four                                            | four
          2 | tutoral 4                                                | did you mean heed tutorial?
          2 | Step 4                                                   | did you mean heed steps?
          2 | atend --input good.json                                  | heed attend -- atend
          2 | --nonsense                                               | --nonsense
          2 | attend --input good.json --layer 3                       | --layer goes with a text
          2 | attend --input good.json --head 0                        | --head goes with a text
          2 | attend --input good.json --no-cache                      | --no-cache goes with a text
          2 | attend --input good.json --model minilm                  | --model goes with a text
          2 | attend cat --input good.json                             | not both
          2 | attend cat --dtype float64                               | --dtype goes with --input
          2 | attend cat --causal                                      | --causal goes with --input
          2 | attend cat --scale none                                  | --scale goes with --input
          2 | attend cat --top 0                                       | at least 1
          2 | attend cat --layer 6                                     | layers 0 to 5
          2 | attend cat --layer -1                                    | layers 0 to 5
          2 | attend cat --layer first                                 | first
          2 | attend cat --head 12                                     | heads 0 to 11
          2 | attend cat --out cat.npy                                 | heed embed
          2 | attend cat --out cat.npy                                 | heed embed
          2 | attend cat --cache x/y --no-cache                        | one of them
          2 | attend cat --kernels fast                                | --kernels
          1 | attend cat --out nowhere/cat.npz                         | nowhere
          1 | attend cat --out folder.npz                              | folder
          1 | attend cat --model nowhere/model                         | nowhere
          1 | attend cat --model folder.npz                            | config.json
          2 | steps cat --random 4,8,8                                 | one of them
          2 | steps cat --input good.json                              | one of them
          2 | steps cat --seed 3                                       | one of them
          2 | steps cat --window 1,1                                   | not with a text
          2 | steps --random 4,8,8 --tokens 1                          | --tokens goes with a text
          2 | steps cat --tokens dog                                   | 0 [CLS], 1 cat, 2 [SEP]
          2 | steps cat --tokens 3                                     | 3 is no token
          2 | steps cat --tokens cat,                                  | an empty entry
          2 | steps cat --layer 6                                      | layers 0 to 5
          2 | steps cat --head 12                                      | heads 0 to 11
          2 | embed                                                    | FILE
          2 | embed x.csv --out x.npz                                  | .npy, .jsonl or .csv
          2 | embed x.csv --out x.csv                                  | the input itself
          2 | embed x.csv y.csv                                        | y.csv
          1 | embed nowhere/texts.txt                                  | no such file
          1 | embed folder.npz                                         | folder
          1 | embed x.csv --column 1 --out nowhere/texts.npy           | nowhere\
          """)
  void isOneSentenceAndTheRightExitCode(int code, String command, String said) throws IOException {
    long before = files(folder);
    Ran ran = Ran.heed(inFolder(command));
    assertThat(ran.code()).as(ran.err()).isEqualTo(code);
    assertThat(ran.err()).startsWith("heed: ").contains(said).hasLineCount(1);
    assertThat(ran.err().length()).isLessThan(1500);
    assertThat(ran.err()).doesNotContain("Exception").doesNotContain("\tat ");
    assertThat(ran.out()).isEmpty();
    assertThat(files(folder)).isEqualTo(before);
  }

  @Test
  void namesThatDifferInCaseOnlyAreDoubled() throws IOException {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    arrays.put("X", Tensor.zeros(DType.FLOAT32, Shape.of(1, 1)));
    arrays.put("x", Tensor.zeros(DType.FLOAT32, Shape.of(1, 1)));
    Path file = folder.resolve("doubled.npz");
    ArrayFile.write(file, arrays);
    Ran ran = Ran.heed("attend", "--input", file.toString());
    assertThat(ran.code()).isNotZero();
    assertThat(ran.err()).contains("twice").hasLineCount(1);
  }

  @Test
  void controlCharactersOfAFileNameDoNotReachTheTerminal() {
    Ran ran = Ran.heed("attend", "--input", "\u001b[31mred\u0007.npz");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).doesNotContain("\u001b").doesNotContain("\u0007");
  }

  @Test
  void anEndlessFileNameMakesAShortMessage() {
    Ran ran = Ran.heed("attend", "--input", "x".repeat(20_000) + ".npz");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err().length()).isLessThan(1500);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "No space left on device | heed: cannot write to standard output: No space left on device",
        "Broken pipe             | ''"
      })
  void aStandardOutputThatTakesNoMoreIsAFailureAndAGoneReaderHearsNothing(
      String failure, String said) {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException(failure);
          }
        };
    java.io.ByteArrayOutputStream err = new java.io.ByteArrayOutputStream();
    Console console =
        new Console(
            java.io.InputStream.nullInputStream(),
            closed,
            err,
            new dev.heed.views.Terminal(80, false, true),
            false);
    int code = console.close(Heed.run(console, new SharedModel(), "tutorial", "4"));
    assertThat(code).isEqualTo(1);
    assertThat(err.toString(java.nio.charset.StandardCharsets.UTF_8))
        .isEqualToIgnoringNewLines(said);
  }

  private String[] inFolder(String command) {
    return Stream.of(command.split(" +"))
        .map(word -> word.matches("[a-z]+[./].*|result") ? folder.resolve(word).toString() : word)
        .map(word -> word.equals("there-is-none.npz") ? folder.resolve(word).toString() : word)
        .toArray(String[]::new);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private static long files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.count();
    }
  }
}
