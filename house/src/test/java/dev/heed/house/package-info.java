/** What holds for all rooms at once. Start at {@code Room}, the table of who may use whom. */
@org.jspecify.annotations.NullMarked
package dev.heed.house;
