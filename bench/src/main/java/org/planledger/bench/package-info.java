/** Benchmarks: each a command of its own, printing a table and one line of JSON. */
@NullMarked
package org.planledger.bench;

import org.jspecify.annotations.NullMarked;
