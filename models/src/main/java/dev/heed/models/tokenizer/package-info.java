/**
 * Cuts texts into the tokens of a BERT model. Start at {@link dev.heed.models.tokenizer.Tokenizer}.
 *
 * <p>Every place in a text is an index of a Java string: a UTF-16 code unit, from 0.
 */
@org.jspecify.annotations.NullMarked
package dev.heed.models.tokenizer;
