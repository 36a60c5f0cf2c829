package dev.heed.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class BrowserTest {
  private static final URI ADDRESS = URI.create("http://127.0.0.1:8080/");

  @Test
  void everySystemHasAProgramThatOpensAddresses() {
    assertThat(Browser.command("Linux", ADDRESS)).containsExactly("xdg-open", ADDRESS.toString());
    assertThat(Browser.command("Mac OS X", ADDRESS)).containsExactly("open", ADDRESS.toString());
    assertThat(Browser.command("Windows 11", ADDRESS))
        .startsWith("rundll32")
        .endsWith(ADDRESS.toString());
  }
}
