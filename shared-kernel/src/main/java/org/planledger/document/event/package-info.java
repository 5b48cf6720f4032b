/** The event of a document number. */
@NullMarked
package org.planledger.document.event;

import org.jspecify.annotations.NullMarked;
