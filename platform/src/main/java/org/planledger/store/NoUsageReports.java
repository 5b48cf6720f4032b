package org.planledger.store;

import org.axonframework.updates.configuration.UsagePropertyProvider;
import org.jspecify.annotations.Nullable;

/** Switches the framework's update checker off, whatever other settings it would look at. */
public final class NoUsageReports implements UsagePropertyProvider {

  @Override
  public Boolean getDisabled() {
    return true;
  }

  @Override
  public @Nullable String getUrl() {
    return null;
  }

  @Override
  public int priority() {
    return Integer.MAX_VALUE;
  }
}
