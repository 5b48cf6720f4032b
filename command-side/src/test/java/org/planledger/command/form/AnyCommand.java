package org.planledger.command.form;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.text.Normalizer;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;
import org.planledger.Vocabulary;
import org.planledger.form.DocumentNumber;
import org.planledger.form.First;
import org.planledger.form.Id;
import org.planledger.form.Kind;
import org.planledger.form.LanguageTag;
import org.planledger.form.Name;
import org.planledger.form.NonEmpty;
import org.planledger.form.Prose;
import org.planledger.log.Command;

/** Any valid command. */
final class AnyCommand {
  private static final List<String> LANGUAGES =
      List.of("en", "fr", "es", "ar", "zh", "ru", "pt-BR", "zh-Hant");

  private AnyCommand() {}

  static Arbitrary<Command> commands() {
    return Arbitraries.oneOf(
            Vocabulary.COMMANDS.stream()
                .map(type -> records(type).map(command -> (Command) command))
                .toList())
        .withoutEdgeCases();
  }

  private static Arbitrary<Object> records(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    List<Arbitrary<Object>> values =
        Arrays.stream(components).map(c -> values(c, c.getGenericType())).toList();
    return Combinators.combine(values).as(given -> construct(type, components, given));
  }

  private static Object construct(Class<?> type, RecordComponent[] components, List<Object> given) {
    try {
      return type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new))
          .newInstance(given.toArray());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(type.getName(), e);
    }
  }

  private static Arbitrary<Object> values(RecordComponent component, Type type) {
    int least = component.isAnnotationPresent(NonEmpty.class) ? 1 : 0;
    Arbitrary<Object> values;
    if (type instanceof ParameterizedType generic) {
      values =
          generic.getRawType() == List.class
              ? plain(component, (Class<?>) generic.getActualTypeArguments()[0], false)
                  .list()
                  .ofMinSize(least)
                  .ofMaxSize(3)
                  .map(List::copyOf)
              : Arbitraries.maps(Arbitraries.of(LANGUAGES), plain(component, String.class, true))
                  .ofMinSize(least)
                  .ofMaxSize(3)
                  .map(Map::copyOf);
    } else {
      values = plain(component, (Class<?>) type, false);
    }
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class)
        ? values.injectNull(0.3)
        : values;
  }

  private static Arbitrary<Object> plain(
      RecordComponent component, Class<?> type, boolean isEntryOfTexts) {
    if (type == String.class) {
      return texts(component, isEntryOfTexts).map(text -> text);
    }
    if (type == LocalDate.class) {
      return Arbitraries.longs()
          .between(
              LocalDate.parse("1000-01-01").toEpochDay(),
              LocalDate.parse("9999-12-31").toEpochDay())
          .map(LocalDate::ofEpochDay);
    }
    if (type == ZoneId.class) {
      return Arbitraries.of(ZoneId.getAvailableZoneIds().stream().sorted().toList())
          .map(ZoneId::of);
    }
    if (type == Period.class) {
      Arbitrary<Integer> some = Arbitraries.integers().between(0, 999);
      return Combinators.combine(some, some, some)
          .as(Period::of)
          .filter(period -> !period.isZero())
          .map(period -> period);
    }
    if (type == int.class) {
      return Arbitraries.integers().greaterOrEqual(0).map(number -> number);
    }
    if (type == long.class || type == Long.class) {
      return Arbitraries.longs().greaterOrEqual(0).map(number -> number);
    }
    if (type == boolean.class || type == Boolean.class) {
      return Arbitraries.of(true, false);
    }
    if (type.isEnum()) {
      return Arbitraries.of(type.getEnumConstants()).map(constant -> constant);
    }
    return type.isInterface()
        ? Arbitraries.of(type.getPermittedSubclasses()).flatMap(AnyCommand::records)
        : records(type);
  }

  private static Arbitrary<String> texts(RecordComponent component, boolean isEntryOfTexts) {
    Arbitrary<String> ids =
        Arbitraries.strings()
            .withCharRange('a', 'z')
            .withCharRange('A', 'Z')
            .numeric()
            .withChars("-._()/")
            .ofMinLength(1)
            .ofMaxLength(120)
            .filter(id -> !id.equals(".") && !id.equals(".."));
    if (component.isAnnotationPresent(First.class)) {
      return Arbitraries.oneOf(ids, Arbitraries.just(""));
    }
    if (component.isAnnotationPresent(Id.class)) {
      return ids;
    }
    if (component.isAnnotationPresent(DocumentNumber.class)) {
      return Combinators.combine(
              Arbitraries.strings()
                  .withCharRange('A', 'Z')
                  .withChars("-/")
                  .ofMinLength(1)
                  .ofMaxLength(9),
              Arbitraries.integers().between(0, 99))
          .as((number, n) -> n == 0 ? number : "%s(Rev.%d)".formatted(number, n));
    }
    if (component.isAnnotationPresent(Kind.class)) {
      return Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(60);
    }
    if (component.isAnnotationPresent(LanguageTag.class)) {
      return Arbitraries.of(LANGUAGES);
    }
    if (component.isAnnotationPresent(Name.class)) {
      return unicode(200, false);
    }
    return component.isAnnotationPresent(Prose.class)
        ? isEntryOfTexts
            ? Arbitraries.oneOf(unicode(500, true), Arbitraries.just(""))
            : unicode(500, true)
        : unicode(300, false);
  }

  /** Text of every script and plane, normalised, that is not blank. */
  private static Arbitrary<String> unicode(int longest, boolean isProse) {
    Arbitrary<Integer> points =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(5, Arbitraries.integers().between(0x20, 0x7E)),
            net.jqwik.api.Tuple.of(3, Arbitraries.integers().between(0xA0, 0x700)),
            net.jqwik.api.Tuple.of(2, Arbitraries.integers().between(0x701, 0xFFFD)),
            net.jqwik.api.Tuple.of(1, Arbitraries.integers().between(0x10000, 0x10FFFD)),
            net.jqwik.api.Tuple.of(
                1, Arbitraries.of(isProse ? new Integer[] {9, 10} : new Integer[] {32})));
    return points
        .filter(AnyCommand::isRecordable)
        .list()
        .ofMinSize(1)
        .ofMaxSize(longest / 3)
        .map(
            all ->
                all.stream()
                    .collect(
                        StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString())
        .map(text -> Normalizer.normalize(text, Normalizer.Form.NFC))
        .filter(text -> !text.isBlank());
  }

  private static boolean isRecordable(int point) {
    return Character.getType(point) != Character.SURROGATE
        && (point & 0xFFFE) != 0xFFFE
        && (point < 0xFDD0 || point > 0xFDEF);
  }
}
