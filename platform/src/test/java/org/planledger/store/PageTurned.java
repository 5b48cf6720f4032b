package org.planledger.store;

import org.axonframework.serialization.Revision;

/** An event of the tests that no handler of theirs handles. */
@Revision("3")
record PageTurned(int page) {}
