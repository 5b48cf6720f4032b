package org.planledger.query.texts;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import org.jspecify.annotations.Nullable;
import org.planledger.plan.Provision;

/**
 * A provision as it is answered.
 *
 * @param number its place in the tree, such as 2.1
 * @param lang the one language to answer in; null: all
 */
@JsonSerialize(using = ProvisionJson.class)
record ProvisionView(Provision provision, String number, Cut cut, @Nullable String lang) {}
