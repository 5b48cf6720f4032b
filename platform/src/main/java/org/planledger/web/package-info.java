/** What both sides do alike over HTTP: errors as problem details, ids in paths, defaults. */
@NullMarked
package org.planledger.web;

import org.jspecify.annotations.NullMarked;
