package dev.heed.explorer.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import dev.heed.explorer.page.OpenHouse.House;
import dev.heed.formats.ArrayFile;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("browser")
@ExtendWith(OpenHouse.class)
class ExportPageTest {
  @TempDir private Path folder;

  private Path saved(Visitor visitor, String ending) {
    Download download =
        visitor.page().waitForDownload(() -> visitor.find("export-" + ending).click());
    Path file = folder.resolve("saved." + ending);
    download.saveAs(file);
    return file;
  }

  @ParameterizedTest
  @CsvSource({"svg, <svg", "png, PNG", "csv, query", "html, <!doctype html>", "json, Q"})
  void whatIsSeenIsSaved(String ending, String beginning, House house) throws IOException {
    try (Visitor visitor = house.visitor().openSentence("view=head&l=2&h=5")) {
      visitor.find("export").click();
      visitor.find("export-view");
      String text = Files.readString(saved(visitor, ending), StandardCharsets.ISO_8859_1);
      assertThat(text.substring(0, Math.min(400, text.length()))).containsIgnoringCase(beginning);
    }
  }

  @Test
  void savedArraysAreTheLibrarys(House house) throws IOException {
    try (Visitor visitor = house.visitor().openSentence("view=head&l=2&h=5")) {
      visitor.find("export").click();
      Map<String, Tensor> arrays = ArrayFile.read(saved(visitor, "npz"));
      Tensor wanted = house.encoder().encode(Visitor.SENTENCE).attention(2).select(0, 5);
      assertThat(Objects.requireNonNull(arrays.get("weights")).toFloatArray())
          .isEqualTo(wanted.toFloatArray());
    }
  }

  @Test
  void codeIsShownInBothLanguages(House house) {
    try (Visitor visitor = house.visitor().openSentence("view=head&l=2&h=5")) {
      visitor.find("export").click();
      visitor.find("code-java").click();
      assertThat(visitor.find("code").innerText()).contains("Encoder.load", "steps(2)");
      visitor.find("code-numpy").click();
      visitor
          .page()
          .waitForFunction(
              "() => document.querySelector('[data-test=code]').innerText.includes('import numpy')");
    }
  }
}
