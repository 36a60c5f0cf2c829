/**
 * Every number of attention: all steps, one pair of them, the documents' own. Start at {@code
 * StepsCommand}.
 */
@org.jspecify.annotations.NullMarked
package dev.heed.cli.explain;
