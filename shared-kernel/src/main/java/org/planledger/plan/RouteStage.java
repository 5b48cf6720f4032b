package org.planledger.plan;

/** What a body may do on the plan's way to adoption. */
public record RouteStage(String body, Authority authority) {}
