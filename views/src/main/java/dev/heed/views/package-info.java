/**
 * Results as text, as pure functions: nothing is read from the environment and nothing is printed.
 * Start at {@link dev.heed.views.StepsText}.
 *
 * <p>Letters: L queries, S keys, D size of a query and a key, Dv size of a value.
 */
@NullMarked
package dev.heed.views;

import org.jspecify.annotations.NullMarked;
