package dev.heed.models.tokenizer;

import java.util.List;

/**
 * Cuts a word into the longest pieces of the vocabulary, from left to right. As in BERT, a word of
 * which any part is unknown is unknown as a whole.
 */
final class WordPiece {
  private final List<String> pieces;
  private final int[] ids;
  private final CharacterTrie trie = new CharacterTrie();
  private final int inner;
  private final int unknown;
  private final int longest;

  /**
   * A vocabulary.
   *
   * @param pieces the pieces, no two alike
   * @param ids their rows in the embedding table
   * @param unknown the piece for words that the others cannot spell
   * @param prefix what pieces begin with that continue a word
   * @param longest words of more characters than this are unknown
   */
  WordPiece(List<String> pieces, int[] ids, int unknown, String prefix, int longest) {
    this.pieces = List.copyOf(pieces);
    this.ids = ids.clone();
    this.unknown = unknown;
    this.longest = longest;
    for (int piece = 0; piece < ids.length; piece++) {
      trie.add(pieces.get(piece), piece);
    }
    this.inner = trie.walk(prefix);
  }

  /** Hands the pieces of the word from {@code begin} to {@code end} (exclusive) to the sink. */
  void split(MappedText text, int begin, int end, TokenSink sink) {
    sink.startWord();
    long before = sink.count();
    if (end - begin > longest || !spell(text, begin, end, sink)) {
      sink.backTo(before);
      sink.add(ids[unknown], pieces.get(unknown), text, begin, end);
    }
  }

  private boolean spell(MappedText text, int begin, int end, TokenSink sink) {
    int at = begin;
    while (at < end) {
      int from = at == begin ? CharacterTrie.ROOT : inner;
      CharacterTrie.Match match = trie.longest(from, text, at, end);
      if (match == null) {
        return false;
      }
      sink.add(ids[match.value()], pieces.get(match.value()), text, at, match.end());
      at = match.end();
    }
    return true;
  }
}
