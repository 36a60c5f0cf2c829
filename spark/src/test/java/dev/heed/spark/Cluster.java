package dev.heed.spark;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.spark.sql.SparkSession;

/**
 * Spark's own master and two workers of one core each, every one a JVM of its own on the loopback
 * interface, out of the jars of the class path. Executors are JVMs that the workers start.
 */
final class Cluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String HOST = "127.0.0.1";

  private final Path folder;
  private final String address;
  private final List<Process> processes = new ArrayList<>();

  private Cluster(Path folder, String address) {
    this.folder = folder;
    this.address = address;
  }

  /** Starts the master and both workers, whose logs and files go into a folder. */
  static Cluster start(Path folder) throws IOException {
    Path jars = Files.createDirectories(folder.resolve("home").resolve("jars"));
    for (String entry : classPath().split(File.pathSeparator, -1)) {
      Path jar = Path.of(entry);
      if (entry.endsWith(".jar")) {
        link(jars.resolve(jar.getFileName()), jar);
      }
    }
    int port = freePort();
    Cluster cluster = new Cluster(folder, "spark://%s:%d".formatted(HOST, port));
    cluster.run(
        "master",
        "org.apache.spark.deploy.master.Master",
        "--host",
        HOST,
        "--port",
        String.valueOf(port),
        "--webui-port",
        "0");
    // On two hosts: Spark runs nothing twice on one.
    for (int n = 1; n <= 2; n++) {
      String name = "worker-" + n;
      cluster.run(
          name,
          "org.apache.spark.deploy.worker.Worker",
          "--host",
          "127.0.0." + n,
          "--cores",
          "1",
          "--memory",
          "1g",
          "--webui-port",
          "0",
          "--work-dir",
          folder.resolve(name).toString(),
          cluster.address);
    }
    return cluster;
  }

  private static void link(Path name, Path jar) throws IOException {
    try {
      Files.createSymbolicLink(name, jar);
    } catch (FileAlreadyExistsException e) {
      // Two of one name: the first on the class path counts.
      return;
    }
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void run(String name, String main, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                folder.resolve("home").resolve("jars") + "/*",
                main));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile());
    builder.environment().put("SPARK_HOME", folder.resolve("home").toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", HOST);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    processes.add(builder.start());
  }

  /** A session with an executor on each worker, which is there when this returns. */
  SparkSession session(String... executorFlags) {
    SparkSession spark =
        SparkSession.builder()
            .master(address)
            .appName("heed tests")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", HOST)
            .config("spark.driver.bindAddress", HOST)
            .config("spark.executor.memory", "768m")
            .config("spark.executor.cores", "1")
            .config("spark.executor.extraClassPath", classPath())
            .config("spark.executor.extraJavaOptions", String.join(" ", executorFlags))
            .config("spark.sql.shuffle.partitions", "4")
            .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toString())
            .config("spark.task.maxFailures", "8")
            .config("spark.speculation", "true")
            .config("spark.speculation.quantile", "0.3")
            .config("spark.speculation.multiplier", "3")
            .config("spark.speculation.minTaskRuntime", "2s")
            .getOrCreate();
    await(() -> executors(spark) == 2, "two executors");
    return spark;
  }

  /** Executors that the driver knows. */
  static int executors(SparkSession spark) {
    return spark.sparkContext().statusTracker().getExecutorInfos().length - 1;
  }

  /** Ends the executor of a worker as a machine ends that loses its power (SIGKILL). */
  void killExecutor(int worker) {
    List<ProcessHandle> executors = processes.get(worker).children().toList();
    if (executors.isEmpty()) {
      throw new AssertionError("worker " + worker + " has no executor");
    }
    executors.forEach(ProcessHandle::destroyForcibly);
  }

  /** Ends a worker and its executor in the same way. */
  void killWorker(int worker) {
    List<ProcessHandle> executors = processes.get(worker).children().toList();
    processes.get(worker).destroyForcibly();
    executors.forEach(ProcessHandle::destroyForcibly);
  }

  /** Waits for something to become true. */
  static void await(BooleanSupplier condition, String what) {
    Instant end = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError(what + ": not there after " + PATIENCE);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public void close() {
    for (Process process : processes.reversed()) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
