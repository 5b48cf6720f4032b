package org.planledger.command.form;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.planledger.people.People;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.planledger.request.Faults;

/** Persons and delegations that a command names, and the ids that stand for them. */
final class Persons {
  private final Faults faults;
  private final Map<String, String> given = new LinkedHashMap<>();
  private final Map<String, String> ids = new HashMap<>();

  Persons(Faults faults) {
    this.faults = faults;
  }

  /** Takes note of one. */
  String given(String pointer, String nameOrId) {
    given.put(pointer, nameOrId);
    return nameOrId;
  }

  /**
   * Asks for all ids: first for the ones that were given, since a wrong one refuses the command,
   * and a refused command must not have registered a name.
   *
   * @throws Refused 422 when nobody has an id that was given
   */
  void replace(UnaryOperator<String> register) {
    given.forEach(
        (pointer, nameOrId) -> {
          if (People.isId(nameOrId)) {
            confirm(register, pointer, nameOrId);
          }
        });
    faults.refuseAny();
    given.values().forEach(nameOrId -> ids.computeIfAbsent(nameOrId, register));
  }

  private void confirm(UnaryOperator<String> register, String pointer, String id) {
    try {
      ids.put(id, register.apply(id));
    } catch (Refused refused) {
      if (refused.problem().type() != ProblemType.INVALID_FIELDS) {
        throw refused;
      }
      faults.add(
          pointer, () -> "is the id of nobody; give a name, or the id of one who is registered");
    }
  }

  /** The id of one who was given. */
  String id(String pointer, String nameOrId) {
    return Objects.requireNonNull(ids.get(nameOrId), pointer);
  }
}
