/**
 * What looks into a call while its tiles pass, and what it finds. Start at {@link
 * dev.heed.engine.inspect.InspectionWorker}.
 */
@org.jspecify.annotations.NullMarked
package dev.heed.engine.inspect;
