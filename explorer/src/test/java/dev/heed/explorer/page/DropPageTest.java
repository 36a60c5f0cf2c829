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
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that are dropped on the page, or chosen. */
@Tag("browser")
@ExtendWith(OpenHouse.class)
class DropPageTest {
  private static final Tensor Q = Tensor.of(new double[] {1, 0, 0.5, 2, -1, 3}, 3, 2);
  private static final Tensor K = Tensor.of(new double[] {1, 1, 0, 1, 2, -0.25}, 3, 2);
  private static final Tensor V = Tensor.of(new double[] {5, 0, 0, 5, 1, 7}, 3, 2);

  /** What the browser does when files are let go over what is under the mouse. */
  private static final String DROP =
      """
      ([name, letters]) => {
        const bytes = Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([bytes], name));
        const under = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
        const seen = ['dragenter', 'dragover', 'drop'].map((type) =>
          under.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true })));
        return seen.slice(1).every((goesOn) => !goesOn);
      }
      """;

  private static Map<String, Tensor> arrays(ArrayFormat format) {
    return new TreeMap<>(format.holdsNames() ? Map.of("Q", Q, "K", K, "V", V) : Map.of("X", Q));
  }

  private static byte[] bytes(ArrayFormat format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ArrayFile.write(bytes, format, arrays(format));
    return bytes.toByteArray();
  }

  private static String name(ArrayFormat format) {
    return "mine." + format.name().toLowerCase(Locale.ROOT);
  }

  /** The output on the page is the library's, number by number. */
  private static void assertOutput(Visitor visitor, ArrayFormat format) {
    Map<String, Tensor> arrays = arrays(format);
    Tensor query = arrays.getOrDefault("Q", Q);
    Tensor wanted =
        Attention.scaledDotProduct()
            .compute(query, arrays.getOrDefault("K", Q), arrays.getOrDefault("V", Q));
    List<String> titles =
        visitor.find("matrix-output").locator("td").all().stream()
            .map(cell -> cell.getAttribute("title"))
            .toList();
    double[] shown =
        titles.stream()
            .mapToDouble(title -> Double.parseDouble(title.substring(title.lastIndexOf(' '))))
            .toArray();
    assertThat(shown).as("%s", titles).isEqualTo(wanted.toDoubleArray());
  }

  @ParameterizedTest
  @EnumSource(ArrayFormat.class)
  void aFileIsDroppedAnywhereOnThePage(ArrayFormat format, House house) throws IOException {
    try (Visitor visitor = house.visitor().openSentence("view=overview")) {
      visitor.find("heads");
      String letters = Base64.getEncoder().encodeToString(bytes(format));
      Object isTaken = visitor.page().evaluate(DROP, List.of(name(format), letters));
      assertThat(isTaken).as("whether the page takes what the browser would open").isEqualTo(true);
      assertOutput(visitor, format);
      assertThat(visitor.page().url()).contains("#/own?");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ArrayFormat.class,
      names = {"NPY", "CSV"})
  void aFileOfOneMatrixIsChosen(ArrayFormat format, House house) throws IOException {
    try (Visitor visitor = house.visitor().open("#/own?view=own")) {
      visitor
          .find("own-file")
          .setInputFiles(new FilePayload(name(format), "application/octet-stream", bytes(format)));
      visitor.find("grid-X");
      assertOutput(visitor, format);
    }
  }

  @Test
  void whatIsNoFileOfNumbersIsSaidAndThePageStays(House house) {
    try (Visitor visitor = house.visitor().openSentence("view=overview")) {
      visitor.find("heads");
      String letters = Base64.getEncoder().encodeToString(new byte[] {(byte) 0x89, 'P', 'N', 'G'});
      visitor.page().evaluate(DROP, List.of("cat.png", letters));
      visitor.awaitText("problem", "cat.png");
      visitor.takeErrors();
    }
  }
}
