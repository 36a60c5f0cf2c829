package dev.heed.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.benchmarks.Case.Attend;
import dev.heed.benchmarks.Case.Group;
import dev.heed.benchmarks.Case.LongInspected;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuiteTest {
  @Test
  void noTwoCasesHaveTheSameName() {
    for (Suite suite : List.of(Suite.full(), Suite.quick())) {
      assertThat(suite.cases()).isNotEmpty();
      assertThat(
              suite.cases().stream()
                  .collect(Collectors.groupingBy(Case::id, Collectors.counting()))
                  .values())
          .containsOnly(1L);
    }
  }

  @Test
  void everyOptionStandsBesideTheCallWithoutIt() {
    List<Attend> cases = Suite.full().of(Group.OPTION).stream().map(Attend.class::cast).toList();
    assertThat(cases).extracting(Attend::option).contains(CallOption.values());
    Function<Attend, Attend> base =
        one -> new Attend(one.group(), one.shape(), one.option().base(), one.threads());
    assertThat(cases).extracting(base).isSubsetOf(cases);
  }

  @Test
  void aLongInspectionMayHave200MegabytesBeyondItsInputs() {
    LongInspected inspected = (LongInspected) Suite.full().of(Group.LONG_INSPECTION).getFirst();
    assertThat(inspected.shape().queries()).isEqualTo(131_072);
    assertThat(inspected.inputBytes()).isEqualTo(3L * 131_072 * 64 * 4);
    assertThat(inspected.heapMebibytes() * 1024 * 1024 - inspected.inputBytes())
        .isBetween(198_000_000L, 200_000_000L);
  }

  @Test
  void theWordInspectionFindsBothGroups() {
    for (Suite suite : List.of(Suite.full(), Suite.quick())) {
      assertThat(suite.only("inspection", 1).cases())
          .isNotEmpty()
          .extracting(Case::group)
          .containsOnly(Group.INSPECTION, Group.LONG_INSPECTION);
    }
  }

  @Test
  void theWordEncoderFindsItsGroupAlone() {
    for (Suite suite : List.of(Suite.full(), Suite.quick())) {
      Suite encoder = suite.only("encoder", 1);
      assertThat(encoder.encoder()).isNotEmpty().isEqualTo(suite.encoder());
      assertThat(encoder.asksAttention()).isFalse();
      assertThat(suite.asksAttention()).isTrue();
    }
  }

  @Test
  void wholeRunsAndFiveRoundsOfTheEncoderAreKept() {
    assertThat(kept("")).contains("");
    assertThat(kept("--quick")).contains("-quick");
    assertThat(kept("--only encoder --rounds 5")).contains("-encoder");
    assertThat(kept("--only encoder")).contains("-encoder");
    assertThat(kept("--only encoder --rounds 4")).isEmpty();
    assertThat(kept("--only encoder --no-peers")).isEmpty();
    assertThat(kept("--only encoder --quick --rounds 5")).isEmpty();
    assertThat(kept("--only decode --rounds 5")).isEmpty();
  }

  private static Optional<String> kept(String typed) {
    return Settings.of(typed.isEmpty() ? List.of() : List.of(typed.split(" ", -1))).kept();
  }

  @Test
  void quickIsThreeShapesFullAndCausalAndOneDecode() {
    Suite suite = Suite.quick();
    assertThat(suite.rounds()).isEqualTo(2);
    assertThat(suite.of(Group.ATTENTION).stream().filter(one -> one.threads() == 1)).hasSize(6);
    assertThat(suite.of(Group.DECODE).stream().filter(one -> one.threads() == 1)).hasSize(1);
  }

  @Test
  void whatIsTypedIsPassedOn() {
    List<String> typed = List.of("--quick", "--no-peers", "--only", "causal", "--rounds", "3");
    Settings settings = Settings.of(typed);
    assertThat(settings).isEqualTo(new Settings(true, "causal", 3, false));
    assertThat(settings.typed()).containsExactlyElementsOf(typed);
    assertThat(settings.isWhole()).isFalse();
    assertThat(settings.suite().rounds()).isEqualTo(3);
    assertThat(settings.suite().cases())
        .isNotEmpty()
        .allSatisfy(one -> assertThat(one.id()).contains("causal"));
    assertThat(Settings.of(List.of()).isWhole()).isTrue();
    assertThat(Settings.of(List.of()).suite()).isEqualTo(Suite.full());
  }

  @ParameterizedTest
  @CsvSource({
    "--slow, --slow is no option",
    "--rounds, wants a value",
    "--only, wants a value",
    "--rounds 0, from 1",
    "--rounds many, from 1"
  })
  void whatIsWrongIsSaid(String typed, String words) {
    assertThatThrownBy(() -> Settings.of(List.of(typed.split(" ", -1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words)
        .hasMessageContaining(Settings.USAGE);
  }
}
