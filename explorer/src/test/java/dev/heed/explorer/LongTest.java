package dev.heed.explorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.formats.ArrayFile;
import dev.heed.formats.ArrayFormat;
import dev.heed.formats.JsonFields;
import dev.heed.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** 32,768 own queries and keys: pictures, parts of them, rows and pairs. */
final class LongTest {
  private static final int ROWS = 32_768;
  private static final int COLUMNS = 64;

  private static Caller caller;
  private static String head;

  @BeforeAll
  static void start() throws IOException {
    caller = Caller.of(ExplorerOptions.local());
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    for (String name : new String[] {"Q", "K", "V"}) {
      arrays.put(name, random(name.hashCode()));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ArrayFile.write(out, ArrayFormat.NPZ, arrays);
    HttpResponse<byte[]> response =
        caller.post("/files?name=long.npz", Caller.BYTES, out.toByteArray());
    assertThat(response.statusCode()).as(Caller.text(response)).isEqualTo(200);
    JsonFields fields = Caller.fields(response);
    assertThat(fields.has("arrays")).isFalse();
    head = "/subjects/" + fields.text("id") + "/heads/0/0";
  }

  @AfterAll
  static void stop() {
    caller.close();
  }

  private static Tensor random(int seed) {
    Random random = new Random(seed);
    float[] numbers = new float[ROWS * COLUMNS];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return Tensor.of(numbers, ROWS, COLUMNS);
  }

  private static double mean(float[] numbers) {
    double sum = 0;
    for (float number : numbers) {
      sum += number;
    }
    return sum / numbers.length;
  }

  @Test
  void theWholeIsPooledAndEveryRowSumsToOne() {
    HttpResponse<byte[]> map = caller.get(head + "/map?cells=512");
    assertThat(Caller.shape(map)).containsExactly(512, 512);
    assertThat(mean(Caller.floats(map)) * ROWS).isEqualTo(1, within(1e-4));
    HttpResponse<byte[]> row = caller.get(head + "/rows/30000/weights");
    assertThat(Caller.shape(row)).containsExactly(ROWS);
    assertThat(mean(Caller.floats(row)) * ROWS).isEqualTo(1, within(1e-4));
  }

  @Test
  void aPartIsSeenWeightByWeight() throws IOException {
    HttpResponse<byte[]> part = caller.get(head + "/map?q0=20000&q1=20004&k0=32760&k1=32768");
    assertThat(Caller.shape(part)).containsExactly(4, 8);
    float[] weights = Caller.floats(part);
    for (int n : new int[] {0, 9, 31}) {
      String pair = head + "/pairs/%d/%d".formatted(20_000 + n / 8, 32_760 + n % 8);
      double weight = Caller.fields(caller.get(pair)).number("weight");
      assertThat((double) weights[n]).isEqualTo(weight, within(1e-5 * weight));
    }
  }

  @Test
  void whatWouldBeTooMuchIsRefused() {
    assertThat(caller.get(head + "/export.csv").statusCode()).isEqualTo(422);
    assertThat(caller.get(head + "/export.npz").statusCode()).isEqualTo(422);
    String steps = head.substring(0, head.indexOf("/heads")) + "/steps";
    assertThat(caller.get(steps).statusCode()).isEqualTo(422);
    assertThat(caller.get(head + "/export.svg").statusCode()).isEqualTo(200);
  }
}
