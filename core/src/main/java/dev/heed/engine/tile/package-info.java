/**
 * Tiles of queries against tiles of keys, by the online softmax. Start at {@link
 * dev.heed.engine.tile.TileWorker}.
 */
package dev.heed.engine.tile;
