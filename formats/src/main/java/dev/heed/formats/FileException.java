package dev.heed.formats;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * A file that cannot be read or written as wanted. The message is one sentence for the user: the
 * file, the place in it and the likely cause, in fewer than 1,500 characters and without control
 * characters, whatever the file holds.
 */
public final class FileException extends IOException {
  private static final int NAME = 300;
  private static final int LENGTH = 1400;

  private final String file;
  private final String place;

  /**
   * An error at one place of a file.
   *
   * @param file the file as the user named it
   * @param place where in the file ({@code line 3}), or empty for the file as a whole
   * @param problem what is wrong and the likely cause
   */
  public FileException(String file, String place, String problem) {
    this(file, place, problem, null);
  }

  /** An error with the exception that led to it. */
  public FileException(String file, String place, String problem, @Nullable Throwable cause) {
    super(sentence(file, place, problem), cause);
    this.file = file;
    this.place = place;
  }

  /** The file as the user named it. */
  public String file() {
    return file;
  }

  /** The place in the file, empty for the file as a whole. */
  public String place() {
    return place;
  }

  /** What the system said when {@code file} was opened or read. */
  public static FileException reading(String file, IOException cause) {
    return cause instanceof FileException plain
        ? plain
        : new FileException(file, "", "cannot be read: " + reason(cause), cause);
  }

  /** What the system said when {@code file} was created or written. */
  public static FileException writing(String file, IOException cause) {
    return cause instanceof FileException plain
        ? plain
        : new FileException(file, "", "cannot be written: " + reason(cause), cause);
  }

  private static String reason(IOException cause) {
    return switch (cause) {
      case NoSuchFileException e -> "there is no such file";
      case FileNotFoundException e -> "there is no such file";
      case FileAlreadyExistsException e when e.getReason() == null -> "something else is there";
      case AccessDeniedException e -> "permission denied";
      case ClosedByInterruptException e -> "interrupted";
      case FileSystemException e when e.getReason() != null -> e.getReason();
      default -> cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    };
  }

  private static String sentence(String file, String place, String problem) {
    String where = Excerpt.of(file, NAME) + (place.isEmpty() ? "" : ", " + place);
    return Excerpt.of(where + ": " + problem, LENGTH);
  }
}
