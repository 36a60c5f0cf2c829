package dev.heed.spark.text;

import java.io.Serializable;

/**
 * How rows are worked on.
 *
 * @param column where the text of a row is
 * @param batch rows at a time
 * @param keepsBadRows whether a row whose text cannot be read gets a sentence in a column of its
 *     own, rather than ending the job
 * @param cutsLongTexts whether a text with too many tokens is read up to the limit, rather than
 *     being one that cannot be read
 */
public record RowPlan(int column, int batch, boolean keepsBadRows, boolean cutsLongTexts)
    implements Serializable {}
