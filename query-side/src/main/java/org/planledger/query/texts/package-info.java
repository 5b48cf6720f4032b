/** Texts in time: drafts, provisions, differences and provenance, from histories in memory. */
@NullMarked
package org.planledger.query.texts;

import org.jspecify.annotations.NullMarked;
