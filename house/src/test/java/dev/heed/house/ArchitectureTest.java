package dev.heed.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rules of the house, over the classes of all modules. */
final class ArchitectureTest {

  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.heed");

  @TestFactory
  Stream<DynamicTest> everyModuleIsLookedAt() throws IOException {
    Checkout checkout = Checkout.find();
    return checkout.modules().stream()
        .filter(checkout::hasClasses)
        .map(module ->
            DynamicTest.dynamicTest(
                module,
                () ->
                    assertThat(ALL)
                        .as("house/pom.xml must depend on every module; classes of %s", module)
                        .anyMatch(type ->
                            type.getSource()
                                .orElseThrow()
                                .getUri()
                                .toString()
                                .contains("/" + module + "/target/"))));
  }

  @TestFactory
  Stream<DynamicTest> aRoomUsesOnlyWhatItsLineAllows() {
    return Room.ALL.stream()
        .map(room ->
            DynamicTest.dynamicTest(room.name(), () -> HouseRules.arrowsOf(room).check(ALL)));
  }

  @Test
  void everyClassLivesInARoom() {
    HouseRules.everyClassLivesIn(Room.ALL).check(ALL);
  }

  @Test
  void noArrowRunsBackAmongRooms() {
    HouseRules.noCyclesAmong("dev.heed.(*)..").check(ALL);
  }

  @Test
  void noArrowRunsBackAmongPackages() {
    HouseRules.noCyclesAmong("dev.heed.(**)").check(ALL);
  }

  @Test
  void onlyCommandsPrint() {
    // The testkit prints the seeds of tests; the benchmarks are a program of their own.
    HouseRules.nobodyPrintsOutside("dev.heed.cli..", "dev.heed.testkit..", "dev.heed.benchmarks..")
        .check(ALL);
  }

  @Test
  void nobodySetsSystemProperties() {
    HouseRules.nobodySetsSystemProperties().check(ALL);
  }

  @Test
  void resultsNeverHangOnTheMathOfOneMachine() {
    HouseRules.noInexactMathIn(Room.patterns(Room.EXACT)).check(ALL);
  }

  @Test
  void namesMeanSomething() {
    HouseRules.noNameWithoutMeaning().check(ALL);
  }

  @Test
  void noStateIsSharedByAll() {
    HouseRules.staticFieldsAreFinal().check(ALL);
  }
}
