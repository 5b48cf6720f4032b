/** What publishing tools follow: the events they are told of, as Atom and as a stream. */
@NullMarked
package org.planledger.query.feed;

import org.jspecify.annotations.NullMarked;
