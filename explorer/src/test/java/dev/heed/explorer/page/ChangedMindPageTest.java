package dev.heed.explorer.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Request;
import dev.heed.explorer.Explorer;
import dev.heed.explorer.ExplorerOptions;
import dev.heed.explorer.page.OpenHouse.House;
import dev.heed.explorer.server.Limits;
import dev.heed.formats.ArrayFile;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Who goes on before a head is there does not wait for it, and nor does the server. */
@Tag("browser")
@ExtendWith(OpenHouse.class)
class ChangedMindPageTest {
  private static final int ROWS = 8192;
  private static final int HEADS = 8;
  private static final int COLUMNS = 16;

  @TempDir private Path folder;

  private Path file() throws IOException {
    SplittableRandom random = new SplittableRandom(11);
    Map<String, Tensor> arrays = new TreeMap<>();
    for (String name : List.of("Q", "K", "V")) {
      float[] numbers = new float[HEADS * ROWS * COLUMNS];
      for (int n = 0; n < numbers.length; n++) {
        numbers[n] = (float) random.nextGaussian();
      }
      arrays.put(name, Tensor.of(numbers, HEADS, ROWS, COLUMNS));
    }
    Path file = folder.resolve("heads.npz");
    ArrayFile.write(file, arrays);
    return file;
  }

  /** Seconds from something somebody does until a head's map is there. */
  private static double seconds(Visitor visitor, Runnable act) {
    long began = System.nanoTime();
    act.run();
    visitor.awaitText("legend", "or more");
    return (System.nanoTime() - began) / 1e9;
  }

  @Test
  void headsThatArePassedByAreGivenUpByThePageAndByTheServer(House house) throws IOException {
    Limits one = Limits.standard().withCalls(1, 16, 16);
    ExplorerOptions options = ExplorerOptions.local().withLimits(one, 512L << 20);
    try (Explorer explorer = Explorer.start(options)) {
      House other = new House(house.playwright(), house.browser(), explorer, house.encoder());
      try (Visitor visitor = other.visitor().open("#/own?view=own")) {
        List<Request> givenUp = new ArrayList<>();
        visitor.page().onRequestFailed(givenUp::add);
        Path file = file();
        visitor
            .page()
            .waitForRequest(
                request -> request.url().contains("/maps?"),
                () -> visitor.find("own-file").setInputFiles(file));
        double first = seconds(visitor, () -> visitor.find("view-head").click());
        assertThat(givenUp).anyMatch(request -> request.url().contains("/maps?"));
        givenUp.clear();
        double all = seconds(visitor, () -> passBy(visitor));
        System.out.printf("one head %.1f s, %d passed by %.1f s%n", first, HEADS - 1, all);
        assertThat(givenUp)
            .hasSizeGreaterThanOrEqualTo(HEADS - 2)
            .allMatch(request -> "net::ERR_ABORTED".equals(request.failure()));
        assertThat(visitor.part("h")).isEqualTo("7");
        // Computed to their ends, one after the other, they would take seven times as long.
        assertThat(all).isLessThan(4 * first + 1);
      }
    }
  }

  private static void passBy(Visitor visitor) {
    for (int head = 1; head < HEADS; head++) {
      String map = "/heads/0/%d/map".formatted(head);
      visitor
          .page()
          .waitForRequest(
              request -> request.url().contains(map),
              () -> visitor.page().locator("body").press("]"));
    }
  }
}
