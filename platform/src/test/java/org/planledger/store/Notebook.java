package org.planledger.store;

import java.util.List;

/** A snapshot of the tests. */
record Notebook(List<String> notes) {}
