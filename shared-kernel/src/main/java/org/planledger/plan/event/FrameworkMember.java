package org.planledger.plan.event;

/** A provision of a framework, at the revision of its text that was approved. */
public record FrameworkMember(String provisionId, long revision) {}
