package dev.heed.meter;

/**
 * What a machine can do at most.
 *
 * @param threads on how many threads this is
 * @param gigaflops 10⁹ float32 operations a second of multiply-adds in registers
 * @param gigabytes 10⁹ bytes a second read from an array much larger than the caches
 */
public record Limits(int threads, double gigaflops, double gigabytes) {}
