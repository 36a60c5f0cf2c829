package dev.heed.views.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.inspection.HeadSummary;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import dev.heed.views.HeadMeasure;
import dev.heed.views.Labels;
import dev.heed.views.LayerHead;
import dev.heed.views.TokenNumbers;
import dev.heed.views.drawn.Drawn;
import dev.heed.views.picture.AttentionMap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class PageTest {
  private static final String EVIL = "<script src=\"http://x/\">alert(1)</script>";

  private final Seeds seeds = Seeds.fromProperty();

  @Test
  void thePageIsWellFormedAndLoadsAndRunsNothing() {
    String html = page(5, 2, 2).html();
    Element root = Drawn.parsed(html);
    assertThat(Drawn.all(root, "script")).isEmpty();
    assertThat(Drawn.all(root, "link")).isEmpty();
    assertThat(html).doesNotContain("@import", "url(//", "url(http");
    List<Element> all = Drawn.all(root, "*");
    assertThat(all).hasSizeGreaterThan(100);
    for (Element element : all) {
      assertThat(element.hasAttribute("src")).isFalse();
      assertThat(element.getAttribute("href")).matches("|#.*|data:image/png;base64,.*");
      for (int i = 0; i < element.getAttributes().getLength(); i++) {
        assertThat(element.getAttributes().item(i).getNodeName()).doesNotStartWith("on");
      }
    }
    assertThat(html).contains("default-src 'none'");
  }

  @Test
  void tokensAndTitlesAreShownAsTheyAre() {
    Element root = Drawn.parsed(page(5, 1, 1).html());
    assertThat(root.getTextContent()).contains(EVIL);
    assertThat(Drawn.all(root, "h1").getFirst().getTextContent()).isEqualTo("Page of " + EVIL);
  }

  @Test
  void aScreenReaderFindsItsWay() {
    Element root = Drawn.parsed(page(5, 2, 2).html());
    assertThat(root.getAttribute("lang")).isEqualTo("en");
    for (String landmark : List.of("header", "nav", "main", "footer", "h1")) {
      assertThat(Drawn.all(root, landmark)).as(landmark).hasSize(1);
    }
    assertThat(Drawn.all(root, "h2")).hasSameSizeAs(Drawn.all(root, "section"));
    assertThat(Drawn.all(root, "h3")).isEmpty();
    Element skip = Drawn.all(root, "a").getFirst();
    assertThat(skip.getAttribute("href")).isEqualTo("#main");
    List<String> ids =
        Drawn.all(root, "*").stream()
            .map(element -> element.getAttribute("id"))
            .filter(id -> !id.isEmpty())
            .toList();
    assertThat(ids).doesNotHaveDuplicates().contains("main");
    for (Element svg : Drawn.all(root, "svg")) {
      assertThat(svg.getAttribute("role")).isEqualTo("img");
      assertThat(ids).contains(svg.getAttribute("aria-labelledby").split(" "));
    }
    assertThat(Drawn.all(root, "figure")).hasSize(4);
    for (Element figure : Drawn.all(root, "figure")) {
      Element next = (Element) figure.getNextSibling().getNextSibling();
      assertThat(Drawn.all(next, "table")).as("table after a figure").hasSize(1);
    }
    for (Element table : Drawn.all(root, "table")) {
      assertThat(Drawn.all(table, "caption")).hasSize(1);
      assertThat(Drawn.all(table, "th")).hasSizeGreaterThan(1);
    }
  }

  @Test
  void everyPageSaysWhatWeightsDoNotSay() {
    Element root = Drawn.parsed(new Page("Empty", List.of(), List.of()).html());
    assertThat(Drawn.all(root, "main").getFirst().getTextContent())
        .contains("do not by themselves explain", "Jain and Wallace", "Wiegreffe and Pinter");
  }

  @Test
  void headsCanBeSortedWithoutAScript() {
    String html = page(5, 2, 2).html();
    Element root = Drawn.parsed(html);
    List<Element> radios =
        Drawn.all(root, "input").stream()
            .filter(input -> input.getAttribute("type").equals("radio"))
            .toList();
    assertThat(radios).hasSize(1 + HeadMeasure.values().length);
    assertThat(radios).extracting(radio -> radio.getAttribute("name")).containsOnly("order0");
    List<Element> heads =
        Drawn.all(root, "li").stream().filter(li -> li.hasAttribute("style")).toList();
    assertThat(heads).hasSize(4);
    for (HeadMeasure measure : HeadMeasure.values()) {
      assertThat(html)
          .contains(
              "[value=%s]:checked) li{order:var(--%s)}"
                  .formatted(measure.title(), measure.title()));
      // The heads of the page have entropies 0, 1, 2, 3, and all else falls.
      for (int head = 0; head < 4; head++) {
        int place = measure == HeadMeasure.ENTROPY ? 3 - head : head;
        assertThat(heads.get(head).getAttribute("style"))
            .contains("--" + measure.title() + ":" + place + ";");
      }
    }
  }

  @Test
  void tablesHaveTheLargestKeysOfEachQuery() {
    Tensor weights = Tensor.of(new double[][] {{0.1, 0.6, 0.3}, {0.5, 0.5, Double.NaN}});
    AttentionMap map =
        AttentionMap.of(weights, Labels.of(List.of("p", "q"), List.of("x", "y", "z")));
    Block.Table table = Tables.topKeys("Head", map, 2);
    assertThat(table.rows())
        .containsExactly(
            List.of("0 p", "1 y: 0.6", "2 z: 0.3"), List.of("1 q", "0 x: 0.5", "1 y: 0.5"));
    AttentionMap masked = map.withKept(Tensor.of(new double[][] {{1, 0, 0}, {1, 1, 1}}));
    assertThat(Tables.topKeys("Head", masked, 2).rows().getFirst())
        .containsExactly("0 p", "0 x: 0.1", "–");
    assertThat(Tables.matrix("Head", masked).rows())
        .containsExactly(
            List.of("p", "0.1000", "left out", "left out"),
            List.of("q", "0.5000", "0.5000", "NaN"));
  }

  @Test
  void aPageOf72HeadsAnd512TokensStaysUnder3Megabytes() {
    String html = page(512, 6, 12).html();
    Element root = Drawn.parsed(html);
    assertThat(Drawn.all(root, "input")).hasSize(7);
    assertThat(html.getBytes(StandardCharsets.UTF_8).length).isBetween(300_000, 3_000_000);
  }

  @Test
  void rowsAndHeadingsOfATableFit() {
    assertThatThrownBy(() -> new Block.Table("T", List.of("a", "b"), List.of(List.of("1"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a row of 1 cells under 2 headings");
  }

  private Page page(int tokens, int layers, int headsOfEach) {
    Labels labels = Labels.of(Collections.nCopies(tokens, EVIL));
    Tensor weights = weights(tokens);
    AttentionMap map = AttentionMap.of(weights, labels);
    List<LayerHead> heads = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      for (int head = 0; head < headsOfEach; head++) {
        int n = heads.size();
        HeadSummary summary = new HeadSummary(n, -n, -n, -n, -n, -n);
        heads.add(new LayerHead(layer, head, summary, weights(64)));
      }
    }
    return new Page(
        "Page of " + EVIL,
        List.of("About " + EVIL),
        List.of(
            new Section("Heads", Figures.heads(heads)),
            Section.of(
                "Weights " + EVIL,
                Figures.tokenMap("Weights", map),
                Figures.links("Links", map, 50)),
            Section.of(
                "Bars",
                Figures.bars(TokenNumbers.received(weights.select(0, 0), labels)),
                Figures.pooled("Map", weights, tokens, tokens, null))));
  }

  private Tensor weights(int tokens) {
    return Tensor.of(seeds.uniform(tokens * tokens, 0, 1), tokens, tokens);
  }
}
