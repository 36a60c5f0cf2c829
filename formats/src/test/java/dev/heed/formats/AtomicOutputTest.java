package dev.heed.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicOutputTest {
  private static final byte[] OLD = {1, 2, 3};
  private static final byte[] NEW = {4, 5};

  private final Path folder;
  private final Path target;

  AtomicOutputTest(@TempDir Path folder) {
    this.folder = folder;
    this.target = folder.resolve("out.bin");
  }

  private List<String> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  private static String refusal(Path target, AtomicOutput.Content content) {
    return Fixtures.sentence(
        target.toString(), catchThrowable(() -> AtomicOutput.write(target, content)));
  }

  @Test
  void aFileAppearsCompleteAndAlone() throws IOException {
    AtomicOutput.write(target, out -> out.write(NEW));
    assertThat(target).hasBinaryContent(NEW);
    assertThat(files()).containsExactly("out.bin");
  }

  @Test
  void untilTheEndTheOldFileStandsUnderItsName() throws IOException {
    Files.write(target, OLD);
    AtomicOutput.write(
        target,
        out -> {
          out.write(new byte[1 << 20]);
          assertThat(target).hasBinaryContent(OLD);
          assertThat(files()).hasSize(2);
        });
    assertThat(target).hasSize(1 << 20);
  }

  @Test
  void aFailureLeavesTheOldFileAndNothingElse() throws IOException {
    Files.write(target, OLD);
    String message =
        refusal(
            target,
            out -> {
              out.write(new byte[1 << 20]);
              throw new FileSystemException(null, null, "No space left on device");
            });
    assertThat(message).endsWith("out.bin: cannot be written: No space left on device");
    assertThatThrownBy(() ->
            AtomicOutput.write(
                target,
                out -> {
                  out.write(NEW);
                  throw new OutOfMemoryError("made by the test");
                }))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(target).hasBinaryContent(OLD);
    assertThat(files()).containsExactly("out.bin");
  }

  @Test
  void anInterruptLeavesNothing() throws IOException {
    Thread.currentThread().interrupt();
    String message = refusal(target, out -> out.write(NEW));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(message).contains("interrupted");
    assertThat(files()).isEmpty();
  }

  @Test
  void aFullDiskIsSaidPlainly() throws IOException {
    Path full = Path.of("/dev/full");
    assertThat(refusal(full, out -> out.write(NEW))).contains("No space left on device");
    assertThat(
            Fixtures.sentence(
                "/dev/full",
                catchThrowable(() ->
                    ArrayFile.write(
                        full, ArrayFormat.JSON, Map.of("x", Tensor.of(new double[99], 99))))))
        .contains("No space left on device");
  }

  @Test
  void whatIsNoRegularFileIsWrittenStraight() throws IOException {
    AtomicOutput.write(Path.of("/dev/null"), out -> out.write(NEW));
    assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
  }

  @Test
  void foldersAndMissingFoldersAreRefused() throws IOException {
    assertThat(refusal(folder, out -> out.write(NEW))).contains("is a folder");
    Path below = folder.resolve("none").resolve("out.bin");
    assertThat(refusal(below, out -> out.write(NEW))).contains("its folder does not exist");
    Path relative = Path.of("no-such-folder", "out.bin");
    assertThat(refusal(relative, out -> out.write(NEW))).contains("its folder does not exist");
    Files.write(target, OLD);
    Path inFile = target.resolve("out.bin");
    assertThat(refusal(inFile, out -> out.write(NEW))).contains("its folder does not exist");
  }

  @Test
  void aFolderWithoutPermissionIsRefusedUnlessTheUserMayWriteAll() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
    if (Files.isWritable(folder)) {
      AtomicOutput.write(target, out -> out.write(NEW));
      assertThat(target).hasBinaryContent(NEW);
    } else {
      assertThat(refusal(target, out -> out.write(NEW))).contains("permission denied");
    }
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void aLinkKeepsPointingAtTheFileThatIsReplaced() throws IOException {
    Files.write(target, OLD);
    Path link = Files.createSymbolicLink(folder.resolve("link.bin"), target);
    AtomicOutput.write(link, out -> out.write(NEW));
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(target).hasBinaryContent(NEW);
  }

  @Test
  void aReplacedFileKeepsItsPermissions() throws IOException {
    Files.write(target, OLD);
    var own = PosixFilePermissions.fromString("rw-------");
    Files.setPosixFilePermissions(target, own);
    AtomicOutput.write(target, out -> out.write(NEW));
    assertThat(Files.getPosixFilePermissions(target)).isEqualTo(own);
  }

  @Test
  void aNewFileHasThePermissionsOfAnyNewFile() throws IOException {
    AtomicOutput.write(target, out -> out.write(NEW));
    Path plain = Files.createFile(folder.resolve("plain.bin"));
    assertThat(Files.getPosixFilePermissions(target))
        .isEqualTo(Files.getPosixFilePermissions(plain));
  }

  /** Writes without end until it is killed; the first argument is the target. */
  static final class Endless {
    private Endless() {}

    public static void main(String[] arguments) throws IOException {
      AtomicOutput.write(
          Path.of(arguments[0]),
          out -> {
            out.write(new byte[1 << 20]);
            out.flush();
            System.out.println("begun");
            try {
              Thread.sleep(TimeUnit.MINUTES.toMillis(5));
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }
  }

  @Test
  void theEndOfTheJvmLeavesNothing() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classes(AtomicOutput.class) + ":" + classes(Endless.class),
                Endless.class.getName(),
                target.toString())
            .redirectErrorStream(true)
            .start();
    try (InputStream output = process.getInputStream()) {
      byte[] begun = output.readNBytes("begun".length());
      assertThat(new String(begun, StandardCharsets.US_ASCII)).isEqualTo("begun");
      assertThat(files()).hasSize(1);
      process.destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(files()).isEmpty();
    } finally {
      process.destroyForcibly();
    }
  }

  /** The folder of classes that {@code type} was loaded from. */
  private static String classes(Class<?> type) throws URISyntaxException {
    String name = type.getName().replace('.', '/') + ".class";
    Path file = Path.of(Objects.requireNonNull(type.getClassLoader().getResource(name)).toURI());
    Path root = file;
    for (int up = Path.of(name).getNameCount(); up > 0; up--) {
      root = Objects.requireNonNull(root.getParent());
    }
    return root.toString();
  }
}
