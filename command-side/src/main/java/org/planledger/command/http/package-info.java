/** Commands over HTTP. */
@NullMarked
package org.planledger.command.http;

import org.jspecify.annotations.NullMarked;
