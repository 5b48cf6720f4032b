package org.planledger.plan;

import java.util.List;

/** The last assessment of a provision as a risk. */
public record RiskAssessment(
    Level likelihood, Level impact, List<String> mitigations, long revision) {}
