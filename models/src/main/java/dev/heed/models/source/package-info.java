/** Where the files of a model come from. Start at {@link dev.heed.models.source.ModelSource}. */
@org.jspecify.annotations.NullMarked
package dev.heed.models.source;
