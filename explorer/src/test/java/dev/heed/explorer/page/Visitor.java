package dev.heed.explorer.page;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.heed.explorer.page.OpenHouse.House;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A person at a window of the browser. What the page says of its own errors fails the test that let
 * them in.
 */
final class Visitor implements AutoCloseable {
  static final String SENTENCE = "The cat sat on the mat because it was tired.";

  private static final Path PICTURES = Path.of("target", "screenshots");
  private static final int HEIGHT = 900;

  private final House house;
  private final BrowserContext context;
  private final Page page;
  private final List<String> errors = new ArrayList<>();

  private Visitor(House house, BrowserContext context) {
    this.house = house;
    this.context = context;
    this.page = context.newPage();
    page.onPageError(errors::add);
    page.onConsoleMessage(message -> {
      if (message.type().equals("error")) {
        errors.add(message.text());
      }
    });
  }

  static Visitor at(House house, int width, String scheme) {
    Browser.NewContextOptions options =
        new Browser.NewContextOptions()
            .setViewportSize(width, HEIGHT)
            .setColorScheme(ColorScheme.valueOf(scheme.toUpperCase(Locale.ROOT)))
            .setAcceptDownloads(true);
    return new Visitor(house, house.browser().newContext(options));
  }

  /** What the browser shows. */
  Page page() {
    return page;
  }

  /** Goes to an address of the page, such as {@code #/text?view=head}. */
  Visitor open(String hash) {
    page.navigate(house.explorer().address() + hash);
    return this;
  }

  /** Opens a view of the sentence. */
  Visitor openSentence(String rest) {
    return openText(SENTENCE, rest);
  }

  /** Opens a view of a text. */
  Visitor openText(String text, String rest) {
    return open("#/text?t=" + URLEncoder.encode(text, StandardCharsets.UTF_8) + "&" + rest);
  }

  /** What has a name for tests, once it is there. */
  Locator find(String test) {
    Locator found = page.locator("[data-test=\"%s\"]".formatted(test)).first();
    found.waitFor();
    return found;
  }

  /** How many things have a name for tests that begins so. */
  int count(String beginning) {
    return page.locator("[data-test^=\"%s\"]".formatted(beginning)).count();
  }

  /** The number that is shown, from what a hover would tell exactly if there is such. */
  double number(String test) {
    Locator found = find(test);
    String title = found.getAttribute("title");
    String text = title == null ? found.innerText() : title;
    return Double.parseDouble(text.replace('\u2212', '-').strip());
  }

  /** A picture of the whole page among what the build leaves. */
  void photograph(String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setFullPage(true).setPath(PICTURES.resolve(name + ".png")));
  }

  /** Errors that the test brought about on purpose. */
  List<String> takeErrors() {
    List<String> taken = List.copyOf(errors);
    errors.clear();
    return taken;
  }

  @Override
  public void close() {
    context.close();
    if (!errors.isEmpty()) {
      throw new AssertionError("the page said: " + String.join("; ", errors));
    }
  }
}
