/**
 * The masks and biases of one call after every check, as what works on a tile. Start at {@link
 * dev.heed.engine.rule.MaskRules}.
 */
package dev.heed.engine.rule;
