package dev.heed.explorer.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.explorer.page.OpenHouse.House;
import dev.heed.lessons.LessonReport;
import dev.heed.lessons.Lessons;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("browser")
@ExtendWith(OpenHouse.class)
class LessonPageTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void everyPartOfEveryTutorialIsShown(int number, House house) {
    LessonReport report = Lessons.of(number).replay();
    try (Visitor visitor = house.visitor().open("#/text?view=lesson&n=" + number)) {
      for (int part = 0; part < report.parts().size(); part++) {
        String heading = report.parts().get(part).heading();
        visitor.page().getByText("Part %d of".formatted(part + 1)).first().waitFor();
        assertThat(visitor.find("lesson-part").innerText()).contains(heading);
        if (part + 1 < report.parts().size()) {
          visitor.find("lesson-next").click();
        }
      }
      assertThat(visitor.find("lesson-next").isDisabled()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void everyTutorialCanBeOpenedAsOwnNumbers(int number, House house) {
    try (Visitor visitor = house.visitor().open("#/text?view=lesson&n=" + number)) {
      visitor.find("lesson-own").click();
      visitor.find("matrix-weights");
      assertThat(visitor.page().url()).contains("#/own?");
    }
  }
}
