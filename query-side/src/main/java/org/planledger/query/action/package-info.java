/** What meetings asked for, and whether it is done. */
@NullMarked
package org.planledger.query.action;

import org.jspecify.annotations.NullMarked;
