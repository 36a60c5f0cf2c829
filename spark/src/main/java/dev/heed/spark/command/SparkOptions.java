package dev.heed.spark.command;

import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say where Spark runs. */
final class SparkOptions {
  private static final String LOOPBACK = "127.0.0.1";

  @Option(
      names = "--master",
      paramLabel = "URL",
      description =
          "local[N] for N threads of this process, local[*] for all (default; under spark-submit"
              + " what that says), or a cluster's spark://HOST:PORT, whose executors must see the"
              + " files.")
  private @Nullable String given;

  /** A session, which the caller closes. */
  SparkSession session(String name) {
    String submitted = System.getProperty("spark.master", "local[*]");
    String master = given == null ? submitted : given;
    SparkSession.Builder builder =
        SparkSession.builder().master(master).appName(name).config("spark.ui.enabled", "false");
    if (master.startsWith("local")) {
      builder.config("spark.driver.host", LOOPBACK).config("spark.driver.bindAddress", LOOPBACK);
    }
    try {
      return builder.getOrCreate();
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("--master %s: %s".formatted(master, e.getMessage()), e);
    }
  }
}
