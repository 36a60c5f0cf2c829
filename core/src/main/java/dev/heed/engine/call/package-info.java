/** One call as data, with everything decided. Start at {@link dev.heed.engine.call.Call}. */
package dev.heed.engine.call;
