/**
 * Pictures of attention, described once and written as SVG or PNG. Start at {@link
 * dev.heed.views.picture.TokenMap}, which makes a {@link dev.heed.views.picture.Picture}, and
 * {@link dev.heed.views.picture.SvgWriter}.
 *
 * <p>Letters: L queries, S keys, N and M rows and columns of a pooled map.
 */
@NullMarked
package dev.heed.views.picture;

import org.jspecify.annotations.NullMarked;
