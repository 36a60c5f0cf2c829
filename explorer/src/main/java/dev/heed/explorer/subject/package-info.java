/**
 * What is looked at: texts that a model has read, and arrays of the user's own. Start at {@link
 * dev.heed.explorer.subject.Subject}. Letters: H heads · Hk key heads · L queries · S keys · D, Dv
 * columns.
 */
@org.jspecify.annotations.NullMarked
package dev.heed.explorer.subject;
