/** Both sides in one process on an embedded store, and the commands that people type. */
@NullMarked
package org.planledger.standalone;

import org.jspecify.annotations.NullMarked;
