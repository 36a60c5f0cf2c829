/**
 * BERT's layers, from tokens to states. For {@code models} alone; start at {@link
 * dev.heed.models.bert.BertModel}.
 *
 * <p>ΣT is the number of tokens of all texts that are computed together.
 */
@org.jspecify.annotations.NullMarked
package dev.heed.models.bert;
