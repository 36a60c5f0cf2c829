/** What tests read out of pictures and pages. Start at {@link dev.heed.views.drawn.Drawn}. */
@NullMarked
package dev.heed.views.drawn;

import org.jspecify.annotations.NullMarked;
