package dev.heed.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.heed.house.broken.left.Left;
import dev.heed.house.broken.left.LoudUtils;
import dev.heed.house.broken.right.Right;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each rule, on classes that break it: a rule that cannot fail promises nothing. */
final class RulesCanFailTest {

  private static final String LEFT = "dev.heed.house.broken.left";
  private static final String RIGHT = "dev.heed.house.broken.right";
  private static final JavaClasses BROKEN =
      new ClassFileImporter().importPackages("dev.heed.house.broken");

  @Test
  void anArrowThatNoLineAllows() {
    assertBroken(HouseRules.arrowsOf(Room.room(LEFT)), Left.class, Right.class);
    assertBroken(HouseRules.arrowsOf(Room.room(RIGHT, LEFT)), Right.class, jdk.jfr.Event.class);
    HouseRules.arrowsOf(Room.room(RIGHT, LEFT).with("jdk.jfr")).check(BROKEN);
  }

  @Test
  void aPackageWithoutALine() {
    assertBroken(HouseRules.everyClassLivesIn(List.of(Room.room(LEFT))), Right.class);
  }

  @Test
  void aRoomWithoutAClass() {
    Room empty = Room.room("dev.heed.house.broken.nowhere");
    assertThatThrownBy(() -> HouseRules.arrowsOf(empty).check(BROKEN))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("failed to check any classes");
  }

  @Test
  void aCycle() {
    assertBroken(HouseRules.noCyclesAmong("dev.heed.house.broken.(*).."), Left.class, Right.class);
  }

  @Test
  void aCycleWithinARoom() {
    HouseRules.noCyclesAmong("dev.heed.(*)..").check(BROKEN);
    assertBroken(HouseRules.noCyclesAmong("dev.heed.(**)"), Left.class, Right.class);
  }

  @Test
  void aRoomThatPrints() {
    assertBroken(HouseRules.nobodyPrintsOutside(Room.pattern(RIGHT)), LoudUtils.class);
    HouseRules.nobodyPrintsOutside(Room.pattern(LEFT)).check(BROKEN);
  }

  @Test
  void aSystemProperty() {
    assertBroken(HouseRules.nobodySetsSystemProperties(), LoudUtils.class);
  }

  @Test
  void inexactMathByCallAndByReference() {
    ArchRule rule = HouseRules.noInexactMathIn(Room.pattern(LEFT));
    assertBroken(rule, LoudUtils.class);
    assertThat(violations(rule)).contains("Math.exp").contains("Math.tanh");
    HouseRules.noInexactMathIn(Room.pattern(RIGHT)).check(BROKEN);
  }

  @Test
  void aNameWithoutMeaning() {
    ArchRule rule = HouseRules.noNameWithoutMeaning();
    assertBroken(rule, LoudUtils.class, LoudUtils.AbstractNoise.class, LoudUtils.Base.class);
    assertThat(violations(rule)).doesNotContain(LoudUtils.Basement.class.getName());
  }

  @Test
  void stateThatAllShare() {
    assertBroken(HouseRules.staticFieldsAreFinal(), LoudUtils.class);
  }

  private static void assertBroken(ArchRule rule, Class<?>... named) {
    String violations = violations(rule);
    assertThat(named).allSatisfy(type -> assertThat(violations).contains(type.getName()));
  }

  private static String violations(ArchRule rule) {
    return String.join("\n", rule.evaluate(BROKEN).getFailureReport().getDetails());
  }
}
