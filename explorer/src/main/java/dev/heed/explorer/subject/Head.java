package dev.heed.explorer.subject;

import dev.heed.inspection.Inspection;
import dev.heed.inspection.InspectionResult;

/** One matrix of weights: that of a head, or the mean of several. */
public sealed interface Head permits SingleHead, MeanHead {
  /**
   * What an inspection finds in it, {@code [L, …]}.
   *
   * @throws IllegalArgumentException if it does not fit, or asks a mean for top keys
   */
  InspectionResult inspect(Inspection inspection);
}
