package dev.heed.explorer.page;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.options.ColorScheme;
import dev.heed.explorer.page.OpenHouse.House;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * A person at a window of the browser. What the page says of its own errors fails the test that let
 * them in.
 */
final class Visitor implements AutoCloseable {
  static final String SENTENCE = "The cat sat on the mat because it was tired.";

  private static final Path PICTURES = Path.of("target", "screenshots");
  private static final int HEIGHT = 900;
  private static final int PATIENCE = 30_000;

  private final House house;
  private final BrowserContext context;
  private final Page page;
  private final List<String> errors = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();

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
    page.onResponse(response -> {
      if (response.status() >= 400) {
        Request sent = response.request();
        refused.add("%s %s %s".formatted(sent.method(), sent.url(), sent.postData()));
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

  /** With two fingers and no mouse. */
  static Visitor withPhone(House house, String scheme) {
    Browser.NewContextOptions options =
        new Browser.NewContextOptions()
            .setViewportSize(390, 844)
            .setDeviceScaleFactor(2)
            .setHasTouch(true)
            .setIsMobile(true)
            .setColorScheme(ColorScheme.valueOf(scheme.toUpperCase(Locale.ROOT)));
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

  /**
   * Opens own numbers that the address holds, compressed as the page writes them.
   *
   * @param json the arrays and options
   */
  Visitor openOwn(String json, String rest) {
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new DeflaterOutputStream(bytes, deflater)) {
      out.write(json.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      deflater.end();
    }
    String data = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
    return open("#/own?d=" + data + "&" + rest);
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

  /** Waits until what has a name for tests says something. */
  void awaitText(String test, String wanted) {
    awaitThat(
        test,
        "([test, wanted]) => document.querySelector(`[data-test=\"${test}\"]`)"
            + "?.innerText.includes(wanted) === true",
        List.of(test, wanted));
  }

  /**
   * Waits until a number is shown: what {@link #number} tells, so near to the one that is right.
   */
  void awaitNumber(String test, double wanted, double near) {
    awaitThat(
        test,
        """
        ([test, wanted, near]) => {
          const found = document.querySelector(`[data-test="${test}"]`);
          const text = found?.getAttribute('title') ?? found?.innerText ?? '';
          return text !== '' && Math.abs(text.replace('\u2212', '-') - wanted) <= near;
        }
        """,
        List.of(test, wanted, near));
  }

  private void awaitThat(String test, String holds, List<?> wanted) {
    try {
      page.waitForFunction(holds, wanted, new Page.WaitForFunctionOptions().setTimeout(PATIENCE));
    } catch (TimeoutError e) {
      Locator found = page.locator("[data-test=\"%s\"]".formatted(test));
      String shown = found.count() == 0 ? "nothing" : found.first().innerText();
      throw new AssertionError("waited for %s and saw: %s".formatted(wanted, shown), e);
    }
  }

  /** The value of a part of the address, empty where it has none. */
  String part(String name) {
    String url = page.url();
    return Arrays.stream(url.substring(url.indexOf('?') + 1).split("&", -1))
        .filter(part -> part.startsWith(name + "="))
        .map(part -> part.substring(name.length() + 1))
        .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
        .findFirst()
        .orElse("");
  }

  /** A picture of the whole page among what the build leaves. */
  void photograph(String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setFullPage(true).setPath(PICTURES.resolve(name + ".png")));
  }

  /** What was copied last, as another program would get it. */
  String pasted() {
    context.grantPermissions(List.of("clipboard-read"));
    return (String) page.evaluate("navigator.clipboard.readText()");
  }

  /** Fingers on the screen, as the browser's own protocol has them. */
  CDPSession fingers() {
    return context.newCDPSession(page);
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
      throw new AssertionError(
          "the page said: %s; refused: %s"
              .formatted(String.join("; ", errors), String.join("; ", refused)));
    }
  }
}
