package dev.heed.models.tokenizer;

/**
 * What a tokenizer is made of.
 *
 * @param plain tokens to be found in the text as it is
 * @param normalized tokens to be found in the normalized text
 * @param normalizer what rewrites the text
 * @param model what cuts words into pieces
 * @param frame what stands around every text
 * @param largestId the largest number that a token can have
 */
record TokenizerParts(
    AddedTokens plain,
    AddedTokens normalized,
    BertNormalizer normalizer,
    WordPiece model,
    Frame frame,
    int largestId) {}
