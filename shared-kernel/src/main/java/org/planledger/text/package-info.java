/**
 * The algebra of words that texts, redlines, provenance and merging stand on.
 *
 * <p>A text of one language is a sequence of words; spaces and punctuation are words too, so the
 * words joined give the text exactly, and no word is empty. Cutting a text into words happens
 * elsewhere, once, when it is written. All ranges are half-open, all indexes count words from 0.
 * Everything here is immutable and pure.
 */
@NullMarked
package org.planledger.text;

import org.jspecify.annotations.NullMarked;
