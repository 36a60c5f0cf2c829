/**
 * What may be asked of attention beside its output, and the answers. Start at {@link
 * dev.heed.inspection.Inspection}. Letters: B batch · H query heads · L queries · S keys.
 */
@org.jspecify.annotations.NullMarked
package dev.heed.inspection;
