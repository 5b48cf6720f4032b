/** What answering over HTTP takes. */
@NullMarked
package org.planledger.bench.http;

import org.jspecify.annotations.NullMarked;
