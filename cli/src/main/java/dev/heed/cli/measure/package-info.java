/** What a call will do and how fast this machine is. Start at {@code PlanCommand}. */
@org.jspecify.annotations.NullMarked
package dev.heed.cli.measure;
