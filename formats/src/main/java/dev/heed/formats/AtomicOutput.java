package dev.heed.formats;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Output files that are complete or not there: the content goes to a temporary file in the target's
 * folder, which takes the target's name at the end in one step. A failure leaves no temporary file
 * and the target as it was; so does the end of the JVM by a signal such as Ctrl-C.
 *
 * <p>A target that exists and is no regular file, such as {@code /dev/stdout} or a named pipe, is
 * written straight. A symbolic link keeps pointing at the file that is replaced, and a replaced
 * file keeps its permissions.
 */
public final class AtomicOutput {
  private static final int BUFFER = 1 << 16;
  private static final byte[] NOTHING = {};

  private AtomicOutput() {}

  /** What goes into the file. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything; need not close the stream. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** What goes into a file whose first bytes are known last. */
  @FunctionalInterface
  interface Unstarted {
    /** Writes everything, and returns what is to stand at the start instead of what was written. */
    byte[] writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes {@code content} to {@code target}, replacing what was there.
   *
   * @throws FileException if the folder is missing or may not be written, the target is a folder or
   *     write-protected, the disk is full, or the content throws it
   */
  public static void write(Path target, Content content) throws FileException {
    writeStartLast(
        target,
        out -> {
          content.writeTo(out);
          return NOTHING;
        });
  }

  /** As {@link #write}; the start is put in place last, which needs a regular file or a new one. */
  static void writeStartLast(Path target, Unstarted content) throws FileException {
    try {
      boolean exists = Files.exists(target);
      if (Files.isDirectory(target)) {
        throw new FileException(target.toString(), "", "is a folder: name a file in it");
      }
      if (exists && !Files.isWritable(target)) {
        throw new FileException(target.toString(), "", "cannot be written: permission denied");
      }
      if (exists && !Files.isRegularFile(target)) {
        try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.WRITE)) {
          fill(out, content);
        }
        return;
      }
      Path real = exists ? target.toRealPath() : target.toAbsolutePath();
      Path folder = real.getParent();
      if (folder == null || !Files.isDirectory(folder)) {
        throw new FileException(
            target.toString(), "", "cannot be written: its folder does not exist");
      }
      replace(real, unusedName(folder), exists, content);
    } catch (IOException e) {
      throw FileException.writing(target.toString(), e);
    }
  }

  private static void replace(Path target, Path temporary, boolean exists, Unstarted content)
      throws IOException {
    Thread cleanup = Thread.ofPlatform().unstarted(() -> remove(temporary));
    boolean guarded = guard(cleanup);
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        if (exists) {
          copyPermissions(target, temporary);
        }
        byte[] start = fill(Channels.newOutputStream(channel), content);
        for (ByteBuffer rest = ByteBuffer.wrap(start); rest.hasRemaining(); ) {
          channel.write(rest, rest.position());
        }
        channel.force(true);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      // After the move there is nothing left under this name.
      remove(temporary);
      if (guarded) {
        unguard(cleanup);
      }
    }
  }

  private static byte[] fill(OutputStream out, Unstarted content) throws IOException {
    BufferedOutputStream buffered = new BufferedOutputStream(out, BUFFER);
    byte[] start = content.writeTo(buffered);
    buffered.flush();
    return start;
  }

  private static Path unusedName(Path folder) throws IOException {
    for (int attempt = 0; attempt < 100; attempt++) {
      long number = ThreadLocalRandom.current().nextLong();
      Path path = folder.resolve(".heed-" + Long.toHexString(number) + ".part");
      if (Files.notExists(path)) {
        return path;
      }
    }
    throw new FileAlreadyExistsException(folder.toString(), null, "no unused temporary name");
  }

  private static void copyPermissions(Path from, Path to) throws IOException {
    try {
      Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
    } catch (UnsupportedOperationException e) {
      // Windows: the folder's rules hold for both.
      return;
    }
  }

  private static void remove(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      // The error that led here says more than one about its leftovers.
      return;
    }
  }

  private static boolean guard(Thread cleanup) {
    try {
      Runtime.getRuntime().addShutdownHook(cleanup);
      return true;
    } catch (IllegalStateException e) {
      // The JVM is ending already.
      return false;
    }
  }

  private static void unguard(Thread cleanup) {
    try {
      Runtime.getRuntime().removeShutdownHook(cleanup);
    } catch (IllegalStateException e) {
      // The JVM is ending: the hook runs and finds nothing.
      return;
    }
  }
}
