package org.planledger.query.texts;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import org.planledger.plan.Provision;

/**
 * A provision as it is answered.
 *
 * @param number its place in the tree, such as 2.1
 * @param languages to answer in
 * @param context whether it only says where others stand, and its text is left out
 */
@JsonSerialize(using = ProvisionJson.class)
record ProvisionView(
    Provision provision, String number, Cut cut, Languages languages, boolean context) {}
