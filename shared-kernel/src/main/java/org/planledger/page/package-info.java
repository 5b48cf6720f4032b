/** Bytes that are only ever added to: what a history in memory is made of. */
@NullMarked
package org.planledger.page;

import org.jspecify.annotations.NullMarked;
