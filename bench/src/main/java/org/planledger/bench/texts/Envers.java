package org.planledger.bench.texts;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.envers.AuditReader;
import org.hibernate.envers.AuditReaderFactory;
import org.hibernate.envers.Audited;
import org.hibernate.envers.configuration.EnversSettings;
import org.hibernate.envers.query.AuditEntity;
import org.hibernate.envers.strategy.internal.ValidityAuditStrategy;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Hibernate Envers on PostgreSQL with the validity strategy: each version says which revision ended
 * it, so that a draft is one query. An index by day gives the revision. One session stays, which
 * knows the revisions after their first use.
 */
final class Envers implements Engine {
  private final Server server;
  private @Nullable EntityManagerFactory factory;
  private @Nullable EntityManager manager;
  private final TreeMap<LocalDate, Integer> revisions = new TreeMap<>();

  /** An element as it is now. */
  @Entity(name = "element")
  @Audited
  static class Element {
    @Id private int id;

    @Column(columnDefinition = "text")
    private String body = "";

    Element() {}

    Element(int id, String body) {
      this.id = id;
      this.body = body;
    }
  }

  /** Whose server is told of in a file. */
  Envers(Path file) {
    server = new Server(file);
  }

  private EntityManagerFactory factory(String action) throws IOException {
    return new HibernatePersistenceConfiguration("bench")
        .managedClass(Element.class)
        .property(AvailableSettings.JAKARTA_JDBC_URL, server.url())
        .property(AvailableSettings.JAKARTA_HBM2DDL_DATABASE_ACTION, action)
        .property(EnversSettings.AUDIT_STRATEGY, ValidityAuditStrategy.class.getName())
        .createEntityManagerFactory();
  }

  @Override
  public String name() {
    return Prepared.ENVERS;
  }

  @Override
  public void load(Log log) throws IOException {
    server.start();
    try (EntityManagerFactory loading = factory("create");
        EntityManager elements = loading.createEntityManager()) {
      log.eachChange(
          (element, revision, at, rank, words) -> {
            elements.getTransaction().begin();
            Element is = new Element(element, String.join("", Objects.requireNonNull(words)));
            if (revision < WorkloadLog.BEFORE) {
              elements.persist(is);
            } else {
              elements.merge(is);
            }
            elements.getTransaction().commit();
            elements.clear();
          });
      elements.getTransaction().begin();
      elements
          .createNativeQuery("CREATE INDEX ON element_AUD (revend, rev)", Object.class)
          .executeUpdate();
      elements.createNativeQuery("ANALYZE", Object.class).executeUpdate();
      elements.getTransaction().commit();
    }
  }

  @Override
  public void open(Log log) throws IOException {
    int[] count = {0};
    log.eachChange((element, revision, at, rank, words) -> revisions.put(Log.day(at), ++count[0]));
    factory = factory("none");
    manager = factory.createEntityManager();
  }

  @Override
  public int draft(LocalDate day, byte[] to) {
    AuditReader reader = AuditReaderFactory.get(Objects.requireNonNull(manager));
    List<?> elements =
        reader
            .createQuery()
            .forEntitiesAtRevision(Element.class, revisions.floorEntry(day).getValue())
            .addOrder(AuditEntity.id().asc())
            .getResultList();
    int end = 0;
    for (Object each : elements) {
      byte[] text = ((Element) each).body.getBytes(StandardCharsets.UTF_8);
      System.arraycopy(text, 0, to, end, text.length);
      end += text.length;
    }
    return end;
  }

  @Override
  public void close() throws IOException {
    if (factory != null) {
      factory.close();
    }
    server.close();
  }
}
