package dev.heed.explorer.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.FilePayload;
import dev.heed.explorer.page.OpenHouse.House;
import dev.heed.formats.ArrayFile;
import dev.heed.formats.ArrayFormat;
import dev.heed.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("browser")
@ExtendWith(OpenHouse.class)
class LongPageTest {
  private static final double FRAMES_A_SECOND = 30;

  private static Tensor random(SplittableRandom random, int rows, int columns) {
    float[] numbers = new float[rows * columns];
    for (int n = 0; n < numbers.length; n++) {
      numbers[n] = (float) random.nextGaussian();
    }
    return Tensor.of(numbers, rows, columns);
  }

  private static FilePayload file(int rows) throws IOException {
    SplittableRandom random = new SplittableRandom(9);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ArrayFile.write(
        bytes,
        ArrayFormat.SAFETENSORS,
        new TreeMap<>(
            Map.of(
                "Q", random(random, rows, 64),
                "K", random(random, rows, 64),
                "V", random(random, rows, 64))));
    return new FilePayload("long.safetensors", "application/octet-stream", bytes.toByteArray());
  }

  @Test
  void fourThousandTokensZoomFluently(House house) throws IOException {
    try (Visitor visitor = house.visitor().open("#/own?view=own")) {
      visitor.find("own-file").setInputFiles(file(4096));
      visitor.page().waitForURL(url -> url.contains("#/file?"));
      visitor.open(fragment(visitor) + "&view=head");
      visitor.find("map");
      visitor
          .page()
          .waitForFunction(
              "() => !document.querySelector('[data-test=legend]').innerText.includes('…')");
      double frames = new MapOnPage(visitor).framesWhileZooming();
      System.out.printf("4,096 tokens: %.0f frames a second%n", frames);
      assertThat(frames).isGreaterThan(FRAMES_A_SECOND);
      visitor.photograph("long-4096");
    }
  }

  @Test
  void numbersThatTheExplorerWasStartedWithAreShown(House house) {
    SplittableRandom random = new SplittableRandom(3);
    Tensor x = random(random, 5, 4);
    URI address = house.explorer().show("mine.npz", Map.of("X", x));
    try (Visitor visitor = house.visitor()) {
      visitor.page().navigate(address.toString());
      assertThat(visitor.find("subject").innerText()).contains("mine.npz");
    }
  }

  @Test
  void anAddressOfAFileThatIsGoneSaysWhatToDo(House house) {
    try (Visitor visitor = house.visitor().open("#/file?s=" + "0".repeat(32))) {
      assertThat(visitor.find("problem").innerText()).isNotBlank();
      visitor.takeErrors();
    }
  }

  private static String fragment(Visitor visitor) {
    String url = visitor.page().url();
    return url.substring(url.indexOf('#')).replaceAll("&view=\\w+", "");
  }
}
