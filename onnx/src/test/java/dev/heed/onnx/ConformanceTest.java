package dev.heed.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.execution.Execution;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** ONNX's own node tests, whose numbers are ONNX's. */
class ConformanceTest {
  @TestFactory
  List<DynamicTest> everyCasePasses() throws IOException {
    return Cases.suite().cases().stream()
        .map(one ->
            DynamicTest.dynamicTest(
                one.name(),
                () -> {
                  CaseResult result = one.run(Execution.standard());
                  System.out.println(result.name() + ": " + result.detail());
                  assertThat(result.passed()).as(result.detail()).isTrue();
                }))
        .toList();
  }

  @Test
  void thereAreFortySix() throws IOException {
    assertThat(Cases.suite().cases()).hasSize(46);
  }
}
