/** Drafts and redlines as papers: what they say, written out in the formats that others read. */
@NullMarked
package org.planledger.paper;

import org.jspecify.annotations.NullMarked;
