/**
 * From text to embeddings, to the states and the attention of every layer of a BERT model. Start at
 * {@link dev.heed.models.Encoder}.
 *
 * <p>T is the number of a text's tokens. Every place in a text is an index of a Java string: a
 * UTF-16 code unit, from 0.
 */
@org.jspecify.annotations.NullMarked
package dev.heed.models;
