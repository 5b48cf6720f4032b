/** What publishing tools are told of. */
@NullMarked
package org.planledger.feed;

import org.jspecify.annotations.NullMarked;
