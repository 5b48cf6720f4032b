/**
 * Papers as pages that are read and printed: HTML, PDF, Markdown and plain text. What is marked is
 * marked in characters, so that nobody depends on colour.
 */
@NullMarked
package org.planledger.paper.page;

import org.jspecify.annotations.NullMarked;
