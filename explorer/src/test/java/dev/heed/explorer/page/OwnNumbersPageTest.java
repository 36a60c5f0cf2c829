package dev.heed.explorer.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.FilePayload;
import dev.heed.attention.Attention;
import dev.heed.explorer.page.OpenHouse.House;
import dev.heed.formats.ArrayFile;
import dev.heed.formats.ArrayFormat;
import dev.heed.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("browser")
@ExtendWith(OpenHouse.class)
class OwnNumbersPageTest {
  private static final Tensor Q = Tensor.of(new double[] {1, 0, 0.5, 2}, 2, 2);
  private static final Tensor K = Tensor.of(new double[] {1, 1, 0, 1}, 2, 2);
  private static final Tensor V = Tensor.of(new double[] {5, 0, 0, 5}, 2, 2);
  private static final String TYPED =
      "{\"Q\": [[1, 0], [0.5, 2]], \"K\": [[1, 1], [0, 1]], \"V\": [[5, 0], [0, 5]]}";

  private static Visitor typed(House house, String text) {
    Visitor visitor = house.visitor().open("#/own?view=own");
    visitor.find("own-typed").fill(text);
    visitor.find("own-open").click();
    return visitor;
  }

  private static double cell(Visitor visitor, String matrix, int at) {
    String title = visitor.find("matrix-" + matrix).locator("td").nth(at).getAttribute("title");
    return Double.parseDouble(title.substring(title.lastIndexOf(' ')).replace('\u2212', '-'));
  }

  @Test
  void typedNumbersAreComputedAndAnEditReachesTheOutput(House house) {
    try (Visitor visitor = typed(house, TYPED)) {
      Tensor wanted = Attention.scaledDotProduct().compute(Q, K, V);
      assertThat(cell(visitor, "output", 0)).isEqualTo(wanted.get(0, 0));
      assertThat(cell(visitor, "output", 3)).isEqualTo(wanted.get(1, 1));
      visitor.find("field-Q-0-1").fill("3");
      visitor.page().keyboard().press("Enter");
      visitor
          .page()
          .waitForFunction(
              "() => document.querySelector('[data-test=own-changed]').innerText.includes('reached')");
      Tensor other = Tensor.of(new double[] {1, 3, 0.5, 2}, 2, 2);
      assertThat(cell(visitor, "output", 0))
          .isEqualTo(Attention.scaledDotProduct().compute(other, K, V).get(0, 0));
      String address = visitor.page().url();
      visitor.open("#/text").find("heads");
      visitor.page().navigate(address);
      assertThat(visitor.find("field-Q-0-1").inputValue()).isEqualTo("3");
    }
  }

  @Test
  void aPaintedMaskLeavesKeysOutAndARowWithoutAKeyIsZero(House house) {
    try (Visitor visitor = typed(house, TYPED)) {
      visitor.find("mask-paint").click();
      visitor.find("mask-0-0").click();
      visitor
          .page()
          .waitForFunction(
              "() => document.querySelector('[data-test=matrix-weights] td').title.endsWith(' 0')");
      assertThat(cell(visitor, "weights", 1)).isEqualTo(1);
      visitor.find("mask-0-1").click();
      assertThat(visitor.find("own-empty-rows").innerText()).contains("Query 0");
      visitor
          .page()
          .waitForFunction(
              "() => document.querySelector('[data-test=matrix-output] td').title.endsWith(' 0')");
    }
  }

  @Test
  void scaleAndSoftcapAreThoseOfTheLibrary(House house) {
    try (Visitor visitor = typed(house, TYPED)) {
      visitor.find("option-softcap").fill("0.5");
      visitor.page().keyboard().press("Enter");
      visitor.find("matrix-capped");
      double wanted = Attention.scaledDotProduct().withSoftcap(0.5).compute(Q, K, V).get(0, 0);
      assertThat(cell(visitor, "output", 0)).isEqualTo(wanted);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ArrayFormat.class,
      names = {"NPZ", "JSON", "SAFETENSORS"})
  void filesOfEveryFormatAreRead(ArrayFormat format, House house) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ArrayFile.write(bytes, format, new TreeMap<>(Map.of("Q", Q, "K", K, "V", V)));
    String name = "numbers." + format.name().toLowerCase(Locale.ROOT);
    try (Visitor visitor = house.visitor().open("#/own?view=own")) {
      visitor
          .find("own-file")
          .setInputFiles(new FilePayload(name, "application/octet-stream", bytes.toByteArray()));
      visitor.find("matrix-output");
      double wanted = Attention.scaledDotProduct().compute(Q, K, V).get(0, 0);
      assertThat(cell(visitor, "output", 0)).isEqualTo(wanted);
    }
  }

  @Test
  void aMatrixOfCommasIsX(House house) {
    try (Visitor visitor = typed(house, "1, 0\n0, 1\n1, 1")) {
      visitor.find("grid-X");
      visitor.find("matrix-output");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"Q\": [[1, 0], [0]], \"K\": [[1, 1]], \"V\": [[5, 0]]}",
        "{\"Q\": [[1, 0]], \"K\": [[1, 1, 1]], \"V\": [[5, 0]]}",
        "{\"Q\": [[1, 0]]}",
        "one, two",
      })
  void whatDoesNotFitIsSaidInASentence(String text, House house) {
    try (Visitor visitor = typed(house, text)) {
      visitor
          .page()
          .waitForFunction(
              "() => [...document.querySelectorAll('[data-test=own-note],[data-test=problem]')]"
                  + ".some(one => one.innerText.trim().length > 10)");
      visitor.takeErrors();
    }
  }

  @Test
  void aBrokenFileIsSaidInASentence(House house) {
    byte[] broken = "PK\u0003\u0004 and nothing more".getBytes(StandardCharsets.UTF_8);
    try (Visitor visitor = house.visitor().open("#/own?view=own")) {
      visitor.find("own-file").setInputFiles(new FilePayload("a.npz", "application/zip", broken));
      visitor.page().waitForFunction("() => document.body.innerText.includes('a.npz')");
      visitor.takeErrors();
    }
  }
}
