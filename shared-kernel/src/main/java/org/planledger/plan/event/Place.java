package org.planledger.plan.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A place in the tree.
 *
 * @param parentId null: top level
 * @param after the sibling to stand behind; null: last; empty: first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Place(@Nullable String parentId, @Nullable String after) {}
