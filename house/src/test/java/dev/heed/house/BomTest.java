package dev.heed.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The artifact that users take the versions of all others from. */
final class BomTest {
  private static final Pattern ARTIFACT = Pattern.compile("<artifactId>(.+?)</artifactId>");

  /** The program, and what only this build needs. */
  private static final Set<String> NOT_FOR_USERS =
      Set.of("heed-cli", "heed-testkit", "heed-benchmarks", "heed-house");

  private final Checkout checkout = Checkout.find();

  @Test
  void everyArtifactForUsersIsNamed() throws IOException {
    List<String> published = new ArrayList<>();
    for (String module : checkout.jars()) {
      published.add(own(checkout.pom(module)));
    }
    assertThat(published).containsAll(NOT_FOR_USERS);
    published.removeAll(NOT_FOR_USERS);
    String pom = checkout.pom("bom");
    String managed =
        pom.substring(
            pom.indexOf("<dependencyManagement>"), pom.indexOf("</dependencyManagement>"));
    assertThat(all(managed)).containsExactlyInAnyOrderElementsOf(published);
  }

  @Test
  void itsVersionIsThatOfTheRest() throws IOException {
    // It has no parent to take it from.
    String root = version(checkout.pom("."));
    assertThat(version(checkout.pom("bom"))).isEqualTo(root).isNotEmpty();
  }

  /** What a pom calls itself: its parent's name comes first. */
  private static String own(String pom) {
    int from = Math.max(0, pom.indexOf("</parent>"));
    return all(pom.substring(from)).getFirst();
  }

  private static List<String> all(String pom) {
    return ARTIFACT.matcher(pom).results().map(match -> match.group(1)).toList();
  }

  private static String version(String pom) {
    Matcher version = Pattern.compile("<version>(.+?)</version>").matcher(pom);
    return version.find() ? version.group(1) : "";
  }
}
