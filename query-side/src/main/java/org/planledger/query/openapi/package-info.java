/** The interface as it describes itself. */
@NullMarked
package org.planledger.query.openapi;

import org.jspecify.annotations.NullMarked;
