package dev.heed.execution;

/** A wish for a set of kernels. Every set gives the same bits; they differ in speed. */
public enum KernelSet {
  /** The fastest set that runs on this machine. */
  AUTO,
  /** Plain Java loops, on any machine. */
  SCALAR,
  /** The Vector API. */
  VECTOR
}
