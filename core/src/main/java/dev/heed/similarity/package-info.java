/**
 * How near vectors are to each other, by the cosine of their angle. Start at {@link
 * dev.heed.similarity.Cosine}.
 */
@org.jspecify.annotations.NullMarked
package dev.heed.similarity;
