/**
 * HTTP around the answers: who may ask, how much at a time, and the files of the page. Start at
 * {@link dev.heed.explorer.server.WebServer}.
 */
@org.jspecify.annotations.NullMarked
package dev.heed.explorer.server;
