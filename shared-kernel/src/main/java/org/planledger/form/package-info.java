/** The forms that the fields of commands must have; the command reader checks them. */
@NullMarked
package org.planledger.form;

import org.jspecify.annotations.NullMarked;
