/** The page as people use it, in Chromium: each test does what a person would do. */
@org.jspecify.annotations.NullMarked
package dev.heed.explorer.page;
