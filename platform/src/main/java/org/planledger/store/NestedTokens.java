package org.planledger.store;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.databind.DatabindContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.TypeResolverBuilder;
import com.fasterxml.jackson.databind.jsontype.impl.StdTypeResolverBuilder;
import com.fasterxml.jackson.databind.jsontype.impl.TypeIdResolverBase;
import org.axonframework.eventhandling.ReplayToken;
import org.axonframework.eventhandling.TrackingToken;
import org.jspecify.annotations.Nullable;

/**
 * Writes a token inside a token under its alias.
 *
 * <p>The framework's own annotations would write class names there, and read back whatever class is
 * named.
 */
final class NestedTokens extends Module {

  private final StoredTypes types;

  NestedTokens(StoredTypes types) {
    this.types = types;
  }

  @Override
  public String getModuleName() {
    return getClass().getName();
  }

  @Override
  public Version version() {
    return Version.unknownVersion();
  }

  @Override
  public void setupModule(SetupContext context) {
    context.insertAnnotationIntrospector(new ByAlias(new Aliases(types)));
  }

  private static final class ByAlias extends NopAnnotationIntrospector {

    private static final long serialVersionUID = 1L;

    private final transient Aliases aliases;

    ByAlias(Aliases aliases) {
      this.aliases = aliases;
    }

    @Override
    public @Nullable TypeResolverBuilder<?> findPropertyTypeResolver(
        MapperConfig<?> config, AnnotatedMember member, JavaType type) {
      boolean resetContext =
          member.getDeclaringClass() == ReplayToken.class && type.isJavaLangObject();
      return resetContext || type.hasRawClass(TrackingToken.class) ? byAlias() : null;
    }

    @Override
    public @Nullable TypeResolverBuilder<?> findPropertyContentTypeResolver(
        MapperConfig<?> config, AnnotatedMember member, JavaType type) {
      JavaType content = type.getContentType();
      return content != null && content.hasRawClass(TrackingToken.class) ? byAlias() : null;
    }

    private StdTypeResolverBuilder byAlias() {
      return new StdTypeResolverBuilder()
          .init(JsonTypeInfo.Id.CUSTOM, aliases)
          .inclusion(JsonTypeInfo.As.PROPERTY)
          .typeProperty("type");
    }
  }

  private static final class Aliases extends TypeIdResolverBase {

    private final StoredTypes types;

    Aliases(StoredTypes types) {
      this.types = types;
    }

    @Override
    public String idFromValue(Object value) {
      return types.aliasOf(value.getClass());
    }

    @Override
    public String idFromValueAndType(@Nullable Object value, Class<?> suggested) {
      return types.aliasOf(value == null ? suggested : value.getClass());
    }

    @Override
    public JavaType typeFromId(DatabindContext context, String id) {
      return context.constructType(types.classOf(id));
    }

    @Override
    public JsonTypeInfo.Id getMechanism() {
      return JsonTypeInfo.Id.CUSTOM;
    }
  }
}
