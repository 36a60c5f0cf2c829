package dev.heed.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.fail;

import dev.heed.tensor.Tensor;
import dev.heed.testkit.Allocation;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Safetensors headers that are wrong or made to mislead. */
class LyingSafetensorsTest {
  private static final String NAME = "a.safetensors";
  private static final int HEADER_CASES = 20_000;
  private static final int MAPPED_CASES = 400;

  /** A file of a header and as many zero bytes behind it. */
  static byte[] file(String header, int payload) {
    return file(header.getBytes(StandardCharsets.UTF_8), payload);
  }

  private static byte[] file(byte[] header, int payload) {
    ByteBuffer file = ByteBuffer.allocate(8 + header.length + payload);
    return file.order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).put(header).array();
  }

  private static String refusal(String header, int payload) {
    return Fixtures.refusal(NAME, file(header, payload));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]} ~ JSON ends too early",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} x ~ not valid JSON",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} {} ~ only blanks may follow",
        "{'a' {}} ~ header, character 6: is not valid JSON",
        "{a:1} ~ not valid JSON",
        "[] ~ does not begin with {",
        "` {}` ~ does not begin with {",
        "{'a':1} ~ tensor 'a': is no object",
        "{'a':{}} ~ tensor 'a': dtype is missing",
        "{'a':{'dtype':'F32','data_offsets':[0,4]}} ~ shape is missing",
        "{'a':{'dtype':'F32','shape':[1]}} ~ data_offsets is missing",
        "{'a':{'dtype':'F32','shape':[1],'offsets':[0,4]}} ~ the key 'offsets' is unknown",
        "{'a':{'dtype':'F32','dtype':'F32'}} ~ dtype is there twice",
        "{'a':{'shape':[1],'shape':[1]}} ~ shape is there twice",
        "{'a':{'data_offsets':[0,4],'data_offsets':[0,4]}} ~ data_offsets is there twice",
        "{'a':{'dtype':7}} ~ dtype is no text",
        "{'a':{'dtype':'F4'}} ~ tensor 'a': dtype 'F4' is not supported: known are [F64, F32,",
        "{'a':{'dtype':'f32'}} ~ dtype 'f32' is not supported",
        "{'a':{'dtype':'F8_E8M0'}} ~ dtype 'F8_E8M0' is not supported",
        "{'a':{'shape':7}} ~ shape: is no list",
        "{'a':{'shape':null}} ~ shape: is no list",
        "{'a':{'shape':[-1]}} ~ shape: holds -1: sizes and offsets start at 0",
        "{'a':{'shape':[1.0]}} ~ no whole number",
        "{'a':{'shape':['1']}} ~ no whole number",
        "{'a':{'shape':[[1]]}} ~ no whole number",
        "{'a':{'shape':[9223372036854775808]}} ~ at most 9223372036854775807",
        "{'a':{'dtype':'U8','shape':[4294967296],'data_offsets':[0,4]}} ~ axis of size 4294967296",
        "{'a':{'data_offsets':[0]}} ~ dtype is missing",
        "{'a':{'dtype':'U8','shape':[4],'data_offsets':[4]}} ~ numbers: 1, and begin and end are 2",
        "{'a':{'data_offsets':[0,4,8]}} ~ has more than 2 numbers",
        "{'a':{'dtype':'U8','shape':[4],'data_offsets':[4,0]}} ~ [4, 0] run backwards",
        "{'a':{'dtype':'U8','shape':[4],'data_offsets':[-4,0]}} ~ holds -4",
        "{'a':{'dtype':'F16','shape':[4],'data_offsets':[0,4]}} ~ needs 8 bytes and data_offsets [0, 4] hold 4",
        "{'a':{'dtype':'U8','shape':[0],'data_offsets':[0,4]}} ~ needs 0 bytes",
        "{'a':{'dtype':'U8','shape':[],'data_offsets':[0,4]}} ~ shape [] of 1-byte U8 needs 1 bytes",
        "{'a':{'dtype':'U8','shape':[2147483647,2147483647,2147483647],'data_offsets':[0,4]}} ~ 64-bit",
        "{'a':{'dtype':'F64','shape':[2147483647,2147483647],'data_offsets':[0,4]}} ~ 36893488113059364872",
        "{'a':{'dtype':'U8','shape':[8],'data_offsets':[0,8]}} ~ ends at byte 8, and 4 bytes stand",
        "{'a':{'dtype':'U8','shape':[2],'data_offsets':[0,2]}} ~ end at byte 2 and 4 bytes stand",
        "{'a':{'dtype':'U8','shape':[2],'data_offsets':[2,4]}} ~ begins at byte 2, and what is before it ends at 0",
        "{} ~ the tensors end at byte 0 and 4 bytes stand",
        "{'__metadata__':1} ~ is no object: it holds texts",
        "{'__metadata__':{'a':1}} ~ the value of 'a' is no text",
        "{'__metadata__':{'a':{}}} ~ the value of 'a' is no text",
        "{'__metadata__':{'a':'b','a':'b'}} ~ the name 'a' is there twice",
        "{'__metadata__':{},'__metadata__':{}} ~ __metadata__: is there twice",
        "{'__metadata__':{'a':'\\ud800'}} ~ 'a' holds half of a character",
        "{'\\ud800':{}} ~ half of a character",
        "{'a\\u001b[31m':{}} ~ tensor 'a?[31m'"
      })
  void aHeaderThatIsWrongIsRefusedInWords(String header, String words) {
    assertThat(refusal(header.replace('\'', '"'), 4)).contains(words);
  }

  @Test
  void tensorsThatOverlapOrAreThereTwiceAreRefused() {
    String two =
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},"
            + "\"%s\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[%d,%d]}}";
    assertThat(refusal(two.formatted("b", 4, 2, 6), 6))
        .contains("tensor 'b': begins at byte 2, and tensor 'a' ends at 4");
    assertThat(refusal(two.formatted("b", 4, 0, 4), 4)).contains("must not overlap");
    assertThat(refusal(two.formatted("b", 2, 6, 8), 8)).contains("no byte may be left over");
    assertThat(refusal(two.formatted("a", 2, 4, 6), 6)).contains("tensor 'a': is there twice");
    assertThat(refusal(two.formatted("\\u0061", 2, 4, 6), 6)).contains("is there twice");
    assertThat(Fixtures.read(NAME, file(two.formatted("b", 0, 4, 4), 4))).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 'does not begin with {'",
    "9, 'claims a header of 9 bytes and has 8 behind'",
    "100000000, 'claims a header of 100000000 bytes and has 8 behind'",
    "100000001, 'claims a header of 100000001 bytes: at most 100000000'",
    "-1, 'claims a header of 18446744073709551615 bytes'"
  })
  void aLengthThatIsNoHeadersIsRefused(long length, String words) {
    byte[] file = file("{}      ", 0);
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
    assertThat(Fixtures.refusal(NAME, file)).contains(words);
  }

  @Test
  void aFileWithoutALengthIsRefused() {
    assertThat(Fixtures.refusal(NAME, new byte[7])).contains("has 7 bytes");
  }

  @ParameterizedTest
  @ValueSource(ints = {0xff, 0xc0, 0x80, 0xed})
  void aHeaderThatIsNoUtf8IsRefused(int stray) {
    byte[] header = "{\"a_\":{}}".getBytes(StandardCharsets.UTF_8);
    header[3] = (byte) stray;
    assertThat(Fixtures.refusal(NAME, file(header, 0))).contains("is not UTF-8");
  }

  @Test
  void anyDepthIsRefusedAtItsFirstStep() {
    for (String step : new String[] {"[", "{\"a\":"}) {
      String deep = step.repeat(500_000);
      for (String header :
          new String[] {
            "{\"a\":" + deep, "{\"a\":{\"shape\":" + deep, "{\"__metadata__\":{\"a\":" + deep
          }) {
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(5), () -> assertThat(refusal(header, 0)).doesNotContain("JSON"));
      }
    }
  }

  @Test
  void namesAndNumbersWithoutEndAreRefused() {
    assertThat(refusal("{\"" + "a".repeat(1 << 20) + "\":{}}", 0)).contains("not valid JSON");
    assertThat(refusal("{\"a\":{\"shape\":[" + "1".repeat(1 << 20) + "]}}", 0))
        .contains("not valid JSON");
    assertThat(refusal("{\"a\":{\"shape\":[" + "1,".repeat(64) + "1]}}", 0))
        .contains("more than 64 numbers");
  }

  private static String manyTensors(int count) {
    StringBuilder header = new StringBuilder("{");
    for (int i = 0; i < count; i++) {
      header.append(i == 0 ? "" : ",").append('"').append(i).append("\":");
      header.append("{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}");
    }
    return header.append('}').toString();
  }

  @Test
  void manyTensorsAreReadAndTooManyForTheLimitRefused() {
    byte[] file = file(manyTensors(100_000), 0);
    assertThat(Fixtures.read(NAME, file)).hasSize(100_000);
    long limit = 4L * file.length + (1 << 20);
    long taken =
        Allocation.bytes(
            () -> assertThat(Fixtures.refusal(NAME, file, limit)).contains("limit for the arrays"));
    // Garbage of the parser included: what is kept is far less.
    assertThat(taken).isLessThan(4L * limit);
    assertThat(Fixtures.refusal(NAME, file, file.length)).contains("header: needs");
  }

  @Test
  void aTextOfManyMegabytesIsReadWithinTheLimit() throws IOException {
    byte[] file = file("{\"__metadata__\":{\"a\":\"" + "x".repeat(8_000_000) + "\"}}", 0);
    assertThat(SafetensorsFile.read(NAME, file, 1 << 26).metadata().get("a")).hasSize(8_000_000);
    assertThat(Fixtures.refusal(NAME, file, 1 << 24)).contains("header: needs");
  }

  @Test
  void tensorsBeyondTheLimitAreRefusedWithBothNumbers() {
    byte[] file =
        file("{\"a\":{\"dtype\":\"F64\",\"shape\":[1024],\"data_offsets\":[0,8192]}}", 8192);
    assertThat(Fixtures.refusal(NAME, file, 8192)).contains("+ 8192 bytes", "is 8192 bytes");
  }

  /** Words and numbers of a header exchanged for others that might be let through. */
  @Test
  void aHeaderOfExchangedPiecesIsReadOrRefused() {
    long seed = Long.getLong("heed.seed", 20_260_101L);
    System.out.println("heed.seed for exchanged pieces: " + seed);
    Random random = new Random(seed);
    String[] pieces = {
      "0", "1", "2", "4", "8", "-1", "16", "2147483647", "4294967296", "9223372036854775807",
      "1e3", "null", "true", "[]", "{}", "\"F32\"", "\"U8\"", "\"BF16\"", "\"a\"", "\"shape\"",
      "\"dtype\"", "\"data_offsets\"", "\"__metadata__\"", "[0]", "[0,4]", "[4,8]", "", ","
    };
    String header =
        "{\"__metadata__\":{\"k\":\"v\"},\"a\":{\"dtype\":\"F32\",\"shape\":[1],"
            + "\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"U8\",\"shape\":[2,2],"
            + "\"data_offsets\":[4,8]}}";
    String[] tokens = header.split("(?<=[,:{}\\[\\]])|(?=[,:{}\\[\\]])", -1);
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          for (int i = 0; i < HEADER_CASES; i++) {
            String[] changed = tokens.clone();
            for (int left = 1 + random.nextInt(3); left > 0; left--) {
              changed[random.nextInt(changed.length)] = pieces[random.nextInt(pieces.length)];
            }
            check(file(String.join("", changed), 8), "case " + i + " of seed " + seed);
          }
        });
  }

  private static void check(byte[] file, String which) {
    try {
      for (Tensor tensor : ArrayFile.read(NAME, file, 1 << 20).values()) {
        assertThat(tensor.toDoubleArray()).hasSize((int) tensor.shape().elements());
      }
    } catch (FileException e) {
      Fixtures.sentence(NAME, e);
    } catch (RuntimeException | Error e) {
      fail(which + ": " + e, e);
    }
  }

  @Test
  void aChangedFileIsMappedOrRefused(@TempDir Path folder) throws IOException {
    long seed = Long.getLong("heed.seed", 20_260_101L);
    System.out.println("heed.seed for mapped files: " + seed);
    Random random = new Random(seed);
    byte[] content = Fixtures.safetensors("reference_order.safetensors");
    Path file = folder.resolve(NAME);
    for (int i = 0; i < MAPPED_CASES; i++) {
      byte[] changed = content.clone();
      for (int left = 1 + random.nextInt(2); left > 0; left--) {
        changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(file, changed);
      try (Arena arena = Arena.ofConfined()) {
        for (Tensor tensor : SafetensorsFile.map(file, arena).tensors().values()) {
          assertThat(tensor.toDoubleArray()).hasSize((int) tensor.shape().elements());
        }
      } catch (FileException e) {
        Fixtures.sentence(file.toString(), e);
      }
    }
  }

  @Test
  void whatIsNoFileIsRefused(@TempDir Path folder) {
    for (Path path : new Path[] {folder, folder.resolve("none.safetensors")}) {
      Throwable thrown = catchThrowable(() -> SafetensorsFile.read(path));
      Fixtures.sentence(path.toString(), thrown);
      thrown = catchThrowable(() -> SafetensorsFile.map(path, Arena.ofAuto()));
      Fixtures.sentence(path.toString(), thrown);
    }
  }
}
