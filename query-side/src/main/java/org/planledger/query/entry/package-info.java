/** The log as the lists read it: what each event says and said before it was corrected. */
@NullMarked
package org.planledger.query.entry;

import org.jspecify.annotations.NullMarked;
