package dev.heed.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;

/** The rules of the house. ArchUnit fails a rule that finds no class to look at. */
final class HouseRules {

  /** Where each JVM and processor may round differently; {@code sqrt} and {@code fma} are exact. */
  private static final Set<String> INEXACT =
      Set.of(
          "exp", "expm1", "log", "log10", "log1p", "pow", "cbrt", "hypot", "sin", "cos", "tan",
          "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh");

  private HouseRules() {}

  /** The arrows that leave one room. */
  static ArchRule arrowsOf(Room room) {
    return classes()
        .that()
        .resideInAPackage(Room.pattern(room.name()))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(room.allowed())
        .because("numbers flow one way, and the table in Room says which");
  }

  static ArchRule everyClassLivesIn(List<Room> rooms) {
    return classes()
        .should()
        .resideInAnyPackage(Room.patterns(rooms.stream().map(Room::name).toList()))
        .because("a new package needs a line in Room, with what it may use");
  }

  /** {@code packages} holds one pair of parentheses, around what tells one slice from another. */
  static ArchRule noCyclesAmong(String packages) {
    return slices().matching(packages).should().beFreeOfCycles();
  }

  static ArchRule nobodyPrintsOutside(String... packages) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(packages)
        .should(ACCESS_STANDARD_STREAMS)
        .because("only commands speak to the terminal");
  }

  static ArchRule nobodySetsSystemProperties() {
    return noClasses()
        .should()
        .callMethodWhere(
            target(
                describe(
                    "System.setProperty and its like",
                    method ->
                        method.getOwner().isEquivalentTo(System.class)
                            && Set.of("setProperty", "setProperties", "clearProperty")
                                .contains(method.getName()))))
        .because("they belong to the program that we are a part of");
  }

  static ArchRule noInexactMathIn(String... packages) {
    return noClasses()
        .that()
        .resideInAnyPackage(packages)
        .should()
        .callCodeUnitWhere(target(describe("Math.exp and its like", HouseRules::isInexact)))
        .orShould()
        .accessTargetWhere(target(describe("Math::exp and its like", HouseRules::isInexact)))
        .because("the same inputs give the same bits on every machine: StrictMath or ours");
  }

  static ArchRule noNameWithoutMeaning() {
    return noClasses()
        .should()
        .haveNameMatching(
            ".*[.$](\\w*(Utils?|Helpers?|Managers?|Impl)|(Abstract|Base)([A-Z]\\w*)?)")
        .because("a type is named for the thing that it is");
  }

  static ArchRule staticFieldsAreFinal() {
    return fields()
        .that()
        .areStatic()
        .should()
        .beFinal()
        .because("state that all callers share breaks some of them");
  }

  private static boolean isInexact(AccessTarget accessed) {
    return accessed.getOwner().isEquivalentTo(Math.class) && INEXACT.contains(accessed.getName());
  }
}
