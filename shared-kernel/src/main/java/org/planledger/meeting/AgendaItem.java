package org.planledger.meeting;

import java.util.Map;
import org.planledger.form.NonEmpty;

/** An item of an agenda: its number and its title in some languages. */
public record AgendaItem(String number, @NonEmpty Map<String, String> title) {
  public AgendaItem {
    title = Map.copyOf(title);
  }
}
