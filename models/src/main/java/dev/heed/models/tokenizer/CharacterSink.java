package dev.heed.models.tokenizer;

/** Takes characters from left to right, each with its place in the original text. */
@FunctionalInterface
interface CharacterSink {
  void accept(int character, int origin);
}
