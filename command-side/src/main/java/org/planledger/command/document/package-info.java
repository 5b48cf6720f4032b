/** Document numbers: each number is a stream, which decides on its use. */
@NullMarked
package org.planledger.command.document;

import org.jspecify.annotations.NullMarked;
