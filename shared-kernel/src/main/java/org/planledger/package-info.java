/** The words of the product: its commands and its events. */
@NullMarked
package org.planledger;

import org.jspecify.annotations.NullMarked;
