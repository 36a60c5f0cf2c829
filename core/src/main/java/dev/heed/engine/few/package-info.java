/**
 * A few queries against many keys, which are read once for all heads of a group. Start at {@link
 * dev.heed.engine.few.FewWorker}.
 */
package dev.heed.engine.few;
