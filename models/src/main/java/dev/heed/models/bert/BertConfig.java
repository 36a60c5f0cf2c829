package dev.heed.models.bert;

/**
 * The sizes of a BERT encoder.
 *
 * @param layers how many times attention and feed-forward follow each other
 * @param heads of each layer's attention
 * @param hiddenSize numbers of a token's state, a multiple of the heads
 * @param innerSize numbers between the two maps of a feed-forward
 * @param vocabulary rows of the table of tokens
 * @param positions most tokens of a text
 * @param kinds rows of the table of token types
 * @param epsilon ε of every layer normalisation
 */
public record BertConfig(
    int layers,
    int heads,
    int hiddenSize,
    int innerSize,
    int vocabulary,
    int positions,
    int kinds,
    double epsilon) {}
