/** Reading what was sent: bodies within their limit, strict JSON, and forms as records. */
@NullMarked
package org.planledger.request;

import org.jspecify.annotations.NullMarked;
