/**
 * The answers of {@code /api/v1}, without HTTP. Start at {@link dev.heed.explorer.api.Routes}; the
 * description is {@code openapi.json} beside the page.
 */
@org.jspecify.annotations.NullMarked
package dev.heed.explorer.api;
