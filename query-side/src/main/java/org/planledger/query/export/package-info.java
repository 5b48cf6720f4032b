/** Drafts and redlines in the formats that others read. */
@NullMarked
package org.planledger.query.export;

import org.jspecify.annotations.NullMarked;
