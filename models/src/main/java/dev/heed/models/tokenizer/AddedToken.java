package dev.heed.models.tokenizer;

/**
 * A token that is looked for in the text before it is cut into words.
 *
 * @param id its row in the embedding table
 * @param content the characters to look for
 * @param wholeWord whether letters and digits beside it forbid a match
 * @param leftBlanks whether it swallows the blanks before it
 * @param rightBlanks whether it swallows the blanks behind it
 * @param normalized whether it is looked for, normalized itself, in the normalized text
 */
record AddedToken(
    int id,
    String content,
    boolean wholeWord,
    boolean leftBlanks,
    boolean rightBlanks,
    boolean normalized) {}
