package dev.heed.cli.measure;

import dev.heed.cli.console.Console;
import dev.heed.cli.console.Version;
import dev.heed.cli.input.RunOptions;
import dev.heed.onnx.CaseResult;
import dev.heed.onnx.ConformanceCase;
import dev.heed.onnx.ConformanceSuite;
import dev.heed.views.SafeText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code heed conformance DIR}: ONNX's node tests of attention. */
@Command(
    name = "conformance",
    description = {
      "Runs node tests of ONNX's Attention and FlexAttention: the cases that manifest.json in DIR"
          + " lists, each with an npz file of inputs and expected outputs.",
      "An element passes within 8 units in the last place of the expected one in its own type (16"
          + " for FlexAttention), or 4 units of its row's largest magnitude if that is more. What is"
          + " not known, missing or damaged is a failure.",
      "The last line is: N passed, N failed. Exit code 1 if any failed."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footerHeading = "%nExample:%n",
    footer = {"  heed conformance onnx/src/test/resources/dev/heed/onnx/conformance"})
public final class ConformanceCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "DIR", description = "The folder with manifest.json and its files.")
  private @Nullable Path folder;

  @Mixin private RunOptions run = new RunOptions();

  public ConformanceCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    int passed = 0;
    int failed = 0;
    for (ConformanceCase one : ConformanceSuite.read(Objects.requireNonNull(folder)).cases()) {
      CaseResult result = one.run(run.execution());
      console.print(
          SafeText.of(
              "%s %s: %s"
                  .formatted(
                      result.passed() ? "passed" : "FAILED", result.name(), result.detail())));
      passed += result.passed() ? 1 : 0;
      failed += result.passed() ? 0 : 1;
    }
    console.print("%d passed, %d failed".formatted(passed, failed));
    return failed == 0 ? 0 : 1;
  }
}
