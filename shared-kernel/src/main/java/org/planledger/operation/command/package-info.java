/** The commands of those who operate the product. */
@NullMarked
package org.planledger.operation.command;

import org.jspecify.annotations.NullMarked;
