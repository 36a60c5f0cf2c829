package dev.heed.explorer.page;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import dev.heed.explorer.Explorer;
import dev.heed.explorer.ExplorerOptions;
import dev.heed.models.Encoder;
import dev.heed.models.source.ModelSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One explorer and one browser for all tests of a JVM, which get them as a parameter. */
final class OpenHouse implements ParameterResolver {
  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  /**
   * What is open.
   *
   * @param explorer with MiniLM
   * @param browser Debian's Chromium, or the one that {@code heed.chromium} names
   * @param encoder the same model, for numbers to compare with
   */
  record House(Playwright playwright, Browser browser, Explorer explorer, Encoder encoder)
      implements AutoCloseable {
    /** Somebody at a window of so many pixels. */
    Visitor visitor(int width, String scheme) {
      return Visitor.at(this, width, scheme);
    }

    /** Somebody with a phone in hand. */
    Visitor phone(String scheme) {
      return Visitor.withPhone(this, scheme);
    }

    /** Somebody at a desk. */
    Visitor visitor() {
      return visitor(1440, "light");
    }

    @Override
    public void close() {
      browser.close();
      playwright.close();
      explorer.close();
      encoder.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == House.class;
  }

  @Override
  public House resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.GLOBAL)
        .computeIfAbsent(House.class, key -> open(), House.class);
  }

  private static House open() {
    try {
      Playwright playwright =
          Playwright.create(
              new Playwright.CreateOptions()
                  .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
      Browser browser =
          playwright
              .chromium()
              .launch(
                  new BrowserType.LaunchOptions()
                      .setExecutablePath(
                          Path.of(System.getProperty("heed.chromium", "/usr/bin/chromium")))
                      .setArgs(FLAGS));
      Explorer explorer = Explorer.start(ExplorerOptions.local());
      return new House(playwright, browser, explorer, Encoder.load(ModelSource.miniLm()));
    } catch (IOException e) {
      throw new IllegalStateException("no explorer: " + e.getMessage(), e);
    }
  }
}
