/**
 * Where the tensors of a call lie, and how tiles of them are read and written. Start at {@link
 * dev.heed.engine.operand.Operands}.
 */
package dev.heed.engine.operand;
