/** Whether the artifact holds what its notice says. Start at {@code ArtifactTest}. */
@NullMarked
package dev.heed.bgesmall;

import org.jspecify.annotations.NullMarked;
