/** What every command, event and entry of the log has in common. */
@NullMarked
package org.planledger.log;

import org.jspecify.annotations.NullMarked;
