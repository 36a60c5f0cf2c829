package dev.heed.kernel;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Which set of kernels runs, and why.
 *
 * @param provider the chosen set
 * @param reason one sentence
 */
public record KernelChoice(KernelProvider provider, String reason) {
  /** System property that makes {@code scalar} the automatic choice, for short runs. */
  private static final String PROPERTY = "heed.kernels";

  /** The fastest set that runs here: the first other than the scalar one, else the scalar one. */
  public static KernelChoice automatic() {
    return Automatic.CHOICE;
  }

  private static KernelChoice choose() {
    if ("scalar".equals(System.getProperty(PROPERTY))) {
      return new KernelChoice(new ScalarKernelProvider(), "asked for by the property " + PROPERTY);
    }
    Optional<String> obstacle = Optional.empty();
    for (KernelProvider provider : others()) {
      obstacle = provider.obstacle();
      if (obstacle.isEmpty()) {
        return new KernelChoice(provider, "the fastest set that runs here");
      }
    }
    return new KernelChoice(
        new ScalarKernelProvider(), obstacle.orElse("no vector kernels are on the module path"));
  }

  /** The scalar set, because it was asked for. */
  public static KernelChoice scalar() {
    return Scalar.CHOICE;
  }

  /**
   * The vector set, because it was asked for.
   *
   * @throws IllegalStateException if it is absent or cannot run here; the message says why
   */
  public static KernelChoice vector() {
    KernelProvider chosen = automatic().provider();
    if (!(chosen instanceof ScalarKernelProvider)) {
      return Vector.CHOICE;
    }
    for (KernelProvider provider : others()) {
      throw new IllegalStateException(
          "vector kernels cannot run here: " + provider.obstacle().orElse(automatic().reason()));
    }
    throw new IllegalStateException(
        "vector kernels are not installed: this build has the scalar set only");
  }

  private static List<KernelProvider> others() {
    return ServiceLoader.load(KernelProvider.class, KernelChoice.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }

  /** Looked up once: the machine does not change, and a look-up costs more than a small call. */
  private static final class Automatic {
    private static final KernelChoice CHOICE = choose();
  }

  /** As {@link Automatic}. */
  private static final class Scalar {
    private static final KernelChoice CHOICE =
        new KernelChoice(new ScalarKernelProvider(), "asked for");
  }

  /** As {@link Automatic}. */
  private static final class Vector {
    private static final KernelChoice CHOICE =
        new KernelChoice(automatic().provider(), "asked for");
  }
}
