package dev.heed.lessons;

/** Where the numbers of a {@link LessonPart} come from, and what became of them. */
public enum Role {
  /** Given by the document and taken as it stands. */
  PRINTED_INPUT,
  /** Computed here and compared with what the document prints. */
  COMPARED,
  /** Computed here; the document does not print it. */
  DERIVED
}
