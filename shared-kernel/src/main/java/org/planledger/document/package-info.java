/** Numbers of documents. */
@NullMarked
package org.planledger.document;

import org.jspecify.annotations.NullMarked;
