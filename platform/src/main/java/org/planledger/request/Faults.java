package org.planledger.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.planledger.problem.FieldError;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;

/** Everything that is wrong with a command. The first of many are told, all are counted. */
public final class Faults {
  private static final int TOLD = 100;

  private final List<FieldError> first = new ArrayList<>();
  private int count;

  /**
   * One more.
   *
   * @param pointer JSON pointer (RFC 6901) of the field
   * @param detail goes on from the name of the field and says what would be right
   */
  public void add(String pointer, Supplier<String> detail) {
    count++;
    if (first.size() < TOLD) {
      first.add(new FieldError(pointer, detail.get()));
    }
  }

  int count() {
    return count;
  }

  /**
   * Goes on only when nothing is wrong.
   *
   * @throws Refused 422 with {@code errors}, and {@code untold} when there are more
   */
  public void refuseAny() {
    if (count == 0) {
      return;
    }
    FieldError one = first.getFirst();
    String sentence =
        "%s %s."
            .formatted(
                one.pointer().isEmpty() ? "The command" : TextForm.legible(one.pointer()),
                one.detail());
    String others =
        switch (count) {
          case 1 -> "";
          case 2 -> " One other field is wrong.";
          default -> " %d other fields are wrong.".formatted(count - 1);
        };
    throw new Refused(
        ProblemType.INVALID_FIELDS,
        sentence + others,
        count == first.size()
            ? Map.of("errors", List.copyOf(first))
            : Map.of("errors", List.copyOf(first), "untold", count - first.size()));
  }
}
