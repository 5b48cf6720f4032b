/** Papers as Akoma Ntoso 3.0, the legislative XML of OASIS LegalDocML. */
@NullMarked
package org.planledger.paper.akn;

import org.jspecify.annotations.NullMarked;
