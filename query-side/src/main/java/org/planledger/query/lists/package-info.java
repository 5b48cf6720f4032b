/** The tables of the lists: how they are made of the log, and whether they are what it says. */
@NullMarked
package org.planledger.query.lists;

import org.jspecify.annotations.NullMarked;
