/** One pair of a call, looked at. Start at {@link dev.heed.engine.explain.PairEvaluation}. */
@org.jspecify.annotations.NullMarked
package dev.heed.engine.explain;
