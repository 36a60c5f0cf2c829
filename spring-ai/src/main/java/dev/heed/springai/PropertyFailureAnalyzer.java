package dev.heed.springai;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows one sentence in place of a stack trace when an application cannot start. */
final class PropertyFailureAnalyzer extends AbstractFailureAnalyzer<PropertyException> {
  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, PropertyException cause) {
    return new FailureAnalysis(
        cause.getMessage(),
        "Change the property, or set spring.ai.model.embedding to take another model.",
        cause);
  }
}
