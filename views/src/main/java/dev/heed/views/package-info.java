/** Placeholder. */
package dev.heed.views;
