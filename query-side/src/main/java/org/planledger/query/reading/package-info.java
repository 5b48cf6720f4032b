/** Reading one's own writes: answers wait until what they are read from has come far enough. */
@NullMarked
package org.planledger.query.reading;

import org.jspecify.annotations.NullMarked;
