/**
 * One query and one key followed through the seven steps of attention, and the same row in four
 * precisions. Start at {@link dev.heed.explain.Explanation}. Letters: L queries · S keys · D size
 * of a query and a key · Dv size of a value.
 */
@org.jspecify.annotations.NullMarked
package dev.heed.explain;
