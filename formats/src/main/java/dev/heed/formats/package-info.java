/** Placeholder. */
package dev.heed.formats;
