/** What papers cost to write. */
@NullMarked
package org.planledger.bench.papers;

import org.jspecify.annotations.NullMarked;
