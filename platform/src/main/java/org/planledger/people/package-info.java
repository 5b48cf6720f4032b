/**
 * The register of persons and delegations, beside the log: events hold ids, names can be erased.
 */
@NullMarked
package org.planledger.people;

import org.jspecify.annotations.NullMarked;
