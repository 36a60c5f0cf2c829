/**
 * Pages of pictures, tables and words: one HTML file that needs no network and no script. Start at
 * {@link dev.heed.views.page.Page}; {@link dev.heed.views.page.Figures} makes what goes on it.
 */
@NullMarked
package dev.heed.views.page;

import org.jspecify.annotations.NullMarked;
