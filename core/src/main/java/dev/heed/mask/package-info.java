/** Which keys a query sees, and what is added to scores. Start at {@link dev.heed.mask.Mask}. */
package dev.heed.mask;
