/** Contributions: their revisions, and which one was on the table. */
@NullMarked
package org.planledger.query.contribution;

import org.jspecify.annotations.NullMarked;
