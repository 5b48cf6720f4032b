/** Snapshots of issued drafts: made once, and the same bytes for ever. */
@NullMarked
package org.planledger.query.publication;

import org.jspecify.annotations.NullMarked;
