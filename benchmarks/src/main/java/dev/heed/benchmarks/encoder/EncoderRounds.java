package dev.heed.benchmarks.encoder;

import dev.heed.benchmarks.results.Commands;
import dev.heed.benchmarks.results.Commands.FirstLine;
import dev.heed.benchmarks.results.Measured;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The processes that measure encoders: each engine has its turn at each piece of work. */
public final class EncoderRounds {
  /** The class of langchain4j's small program, which only some builds have. */
  private static final String LANGCHAIN_START = "dev.heed.benchmarks.peers.LangchainStart";

  /** Folders of Maven's repository with what Heed's small program does not need. */
  private static final Pattern NOT_OF_HEED =
      Pattern.compile(
          "/(org/bytedeco|org/openjdk|org/slf4j|org/apache/commons|com/microsoft|com/fasterxml"
              + "|com/google/code|dev/langchain4j|ai/djl|net)/|/commons-");

  private static final Pattern NOT_OF_LANGCHAIN =
      Pattern.compile("/(org/bytedeco|org/openjdk|org/tribuo|com/google/protobuf|tools)/|/heed-");

  private static final EncoderWork START = new EncoderWork(EncoderTask.START, 1, 2);

  private final Commands commands;
  private final EncoderFolder folder;
  private final Processors processors;
  private final boolean peers;
  private final Consumer<String> progress;

  /**
   * @param commands that run the processes
   * @param peers whether engines of others are measured, too
   * @param progress takes what is being done
   */
  public EncoderRounds(Commands commands, boolean peers, Consumer<String> progress) {
    this.commands = commands;
    this.folder = new EncoderFolder(commands.folder().resolve("encoder"));
    this.processors = new Processors(commands.folder().resolve("held.so"));
    this.peers = peers;
    this.progress = progress;
  }

  /**
   * Writes what all processes share, and fills the caches.
   *
   * @return what each contender is: its version, and how its JVM is called
   * @throws IOException if that fails, and nothing can be measured
   */
  public Map<String, String> prepare(List<EncoderWork> works)
      throws IOException, InterruptedException {
    progress.accept("expected embeddings");
    int sentences = works.stream().mapToInt(EncoderWork::sentences).max().orElse(1);
    List<String> command = java(new Contender("", "", List.of()), classPath());
    command.add(EncoderPreparation.class.getName());
    command.addAll(List.of(folder.path().toString(), Integer.toString(sentences)));
    commands.run(command, log());
    Map<String, String> versions = new LinkedHashMap<>();
    for (EncoderWork work : works) {
      for (Contender contender : Contender.of(work, 1, peers)) {
        if (!versions.containsKey(contender.name())) {
          versions.put(contender.name(), version(contender));
        }
      }
    }
    for (Contender contender : Contender.of(START, 1, peers)) {
      commands.firstLine(start(contender, START), log());
    }
    return versions;
  }

  private String version(Contender contender) throws IOException, InterruptedException {
    List<String> command = java(contender, classPath(contender));
    command.addAll(List.of(EngineVersion.class.getName(), contender.engine()));
    String version = commands.firstLine(command, log()).text();
    return contender.flags().isEmpty()
        ? version
        : version + "; java " + String.join(" ", contender.flags());
  }

  /** All that is measured in one round. */
  public List<Measured> round(int round, List<EncoderWork> works) throws InterruptedException {
    List<Measured> measured = new ArrayList<>();
    for (EncoderWork work : works) {
      for (Contender contender : Contender.of(work, round, peers)) {
        progress.accept("round %d: %s, %s".formatted(round, contender.name(), work.id()));
        try {
          measured.addAll(measure(round, contender, work));
        } catch (IOException e) {
          String problem = "failed: " + e.getMessage();
          progress.accept(problem);
          measured.add(Measured.refused(round, contender.name(), work.id(), problem));
        }
      }
    }
    return measured;
  }

  private List<Measured> measure(int round, Contender contender, EncoderWork work)
      throws IOException, InterruptedException {
    boolean takesAll = contender.isLangchain() && !Processors.isThere();
    if (takesAll && work.threads() < Runtime.getRuntime().availableProcessors()) {
      throw new IOException("without taskset it cannot be held to some processors");
    }
    return work.task() == EncoderTask.START
        ? List.of(started(round, contender, work))
        : commands.measure(file -> command(file, round, contender, work));
  }

  private Measured started(int round, Contender contender, EncoderWork work)
      throws IOException, InterruptedException {
    FirstLine line = commands.firstLine(start(contender, work), log());
    Optional<String> problem = folder.inputs(work).problemOf(0, numbers(line.text()));
    return problem.isPresent()
        ? Measured.refused(round, contender.name(), work.id(), "wrong: " + problem.get())
        : Measured.figure(round, contender.name(), work.id(), line.seconds());
  }

  /** What {@link Arrays#toString(float[])} wrote; nothing where it was not that. */
  static float[] numbers(String line) {
    if (!line.matches("\\[[-\\dE., ]+]")) {
      return new float[0];
    }
    String[] words = line.substring(1, line.length() - 1).split(", ", -1);
    float[] numbers = new float[words.length];
    for (int n = 0; n < numbers.length; n++) {
      numbers[n] = Float.parseFloat(words[n]);
    }
    return numbers;
  }

  private List<String> start(Contender contender, EncoderWork work) {
    boolean langchain = contender.isLangchain();
    Pattern other = langchain ? NOT_OF_LANGCHAIN : NOT_OF_HEED;
    List<String> classPath = new ArrayList<>(classPath(contender));
    classPath.removeIf(entry -> other.matcher(entry).find());
    List<String> command = new ArrayList<>(processors.first(work.threads()));
    command.addAll(java(contender, classPath));
    command.add(langchain ? LANGCHAIN_START : HeedStart.class.getName());
    command.add(folder.cache().toString());
    command.add(EncoderTexts.sentences(1).getFirst());
    return command;
  }

  private List<String> command(Path file, int round, Contender contender, EncoderWork work) {
    List<String> command = new ArrayList<>(processors.first(work.threads()));
    command.addAll(java(contender, classPath(contender)));
    command.addAll(List.of(EncoderProcess.class.getName(), file.toString()));
    command.addAll(EncoderProcess.arguments(round, contender, work, folder));
    return command;
  }

  private List<String> java(Contender contender, List<String> classPath) {
    List<String> command = new ArrayList<>(List.of(Commands.java()));
    command.addAll(contender.flags());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-Dai.djl.offline=true", "-DDJL_CACHE_DIR=" + folder.tokenizerCache()));
    command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath)));
    return command;
  }

  /** langchain4j has the versions of ONNX Runtime and of its tokenizer that its users get. */
  private List<String> classPath(Contender contender) {
    List<String> classPath = new ArrayList<>(classPath());
    if (contender.isLangchain()) {
      classPath.removeIf(entry -> entry.contains("onnxruntime") || entry.contains("djl"));
      classPath.add(commands.folder().resolve("langchain4j").resolve("*").toString());
    }
    return classPath;
  }

  private static List<String> classPath() {
    return List.of(System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator)));
  }

  private Path log() {
    return commands.folder().resolve("child.log");
  }
}
