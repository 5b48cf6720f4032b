package org.planledger.store;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.MergedTrackingToken;
import org.axonframework.eventhandling.MultiSourceTrackingToken;
import org.axonframework.eventhandling.ReplayToken;
import org.axonframework.eventhandling.tokenstore.ConfigToken;
import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.Revision;
import org.axonframework.serialization.SerializationException;
import org.planledger.log.Revised;

/**
 * The closed list of classes that may stand in the store, each under an alias that outlives moves
 * between packages.
 *
 * <p>The alias of a class is its simple name. Nothing outside the list is ever written or read.
 */
public final class StoredTypes {

  private static final String FIRST_REVISION = "1";

  /** What the framework itself puts into the store. */
  private static final List<Class<?>> FRAMEWORK =
      List.of(
          ConfigToken.class,
          GapAwareTrackingToken.class,
          GlobalSequenceTrackingToken.class,
          MergedTrackingToken.class,
          MetaData.class,
          MultiSourceTrackingToken.class,
          ReplayToken.class);

  private final Map<String, Class<?>> classes = new HashMap<>();
  private final Map<Class<?>, String> aliases = new HashMap<>();

  private StoredTypes(Collection<Class<?>> types) {
    FRAMEWORK.forEach(this::add);
    types.forEach(this::add);
    // The framework asks for metadata by this name, whatever the serializer called it when it wrote
    // it.
    classes.put(MetaData.class.getName(), MetaData.class);
  }

  /**
   * The given classes, beside those the framework stores.
   *
   * @param types events, snapshots, reset contexts and, where messages travel between processes,
   *     messages
   * @throws IllegalArgumentException if two classes share a simple name, or one has none
   */
  public static StoredTypes of(Collection<Class<?>> types) {
    return new StoredTypes(types);
  }

  private void add(Class<?> type) {
    String alias = type.getSimpleName();
    if (alias.isEmpty()) {
      throw new IllegalArgumentException("An anonymous class cannot be stored: " + type.getName());
    }
    Class<?> other = classes.putIfAbsent(alias, type);
    if (other != null && other != type) {
      throw new IllegalArgumentException(
          "Two classes would be stored as %s: %s and %s"
              .formatted(alias, other.getName(), type.getName()));
    }
    aliases.put(type, alias);
  }

  /**
   * The name a class has in the store.
   *
   * @throws SerializationException if the class is not on the list
   */
  public String aliasOf(Class<?> type) {
    String alias = aliases.get(type);
    if (alias == null) {
      throw new SerializationException("Not a stored type: " + type.getName());
    }
    return alias;
  }

  /**
   * The class behind a name found in the store.
   *
   * @throws UnknownType if no class on the list has that alias
   */
  public Class<?> classOf(String alias) {
    Class<?> type = classes.get(alias);
    if (type == null) {
      throw new UnknownType(alias);
    }
    return type;
  }

  /** Revision of the class's stored form: as its annotation says, else {@code "1"}. */
  public String revisionOf(Class<?> type) {
    Revised revised = type.getAnnotation(Revised.class);
    if (revised != null) {
      return Integer.toString(revised.value());
    }
    Revision revision = type.getAnnotation(Revision.class);
    return revision == null ? FIRST_REVISION : revision.value();
  }
}
