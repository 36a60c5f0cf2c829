package dev.heed.benchmarks.encoder;

/** A process that says which version an engine has on its own class path. */
public final class EngineVersion {
  private EngineVersion() {}

  /** Argument: the engine's name. */
  public static void main(String[] arguments) {
    System.out.println(EmbeddingEngine.named(arguments[0]).version());
  }
}
