/**
 * Papers as Word documents (DOCX), and what comes back when somebody has worked on one.
 *
 * <p>The package is read and written by Apache POI. What is in its parts is written and read here,
 * in one pass: POI's model of a document knows no tracked changes.
 */
@NullMarked
package org.planledger.paper.word;

import org.jspecify.annotations.NullMarked;
