/** Texts in time beside what else keeps versions of texts. */
@NullMarked
package org.planledger.bench.texts;

import org.jspecify.annotations.NullMarked;
