package org.planledger.bench.texts;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

/**
 * Hibernate Envers on PostgreSQL with the validity strategy: each version says which revision ended
 * it, so that a draft is one query. An index by day gives the revision. One session stays, which
 * knows the revisions after their first use.
 */
final class Envers implements Engine {
  private final EmbeddedPostgres server;
  private final EntityManagerFactory factory;
  private final EntityManager manager;
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

  Envers() throws IOException {
    server = PostgresTable.server();
    factory =
        new HibernatePersistenceConfiguration("bench")
            .managedClass(Element.class)
            .property(AvailableSettings.JAKARTA_JDBC_URL, server.getJdbcUrl("postgres", "postgres"))
            .property(AvailableSettings.JAKARTA_JDBC_USER, "postgres")
            .property(AvailableSettings.JAKARTA_HBM2DDL_DATABASE_ACTION, "create")
            .property(EnversSettings.AUDIT_STRATEGY, ValidityAuditStrategy.class.getName())
            .createEntityManagerFactory();
    manager = factory.createEntityManager();
  }

  @Override
  public String name() {
    return "Envers, validity strategy";
  }

  @Override
  public void load(Log log) {
    int[] count = {0};
    log.eachVersion(
        (element, revision, at, rank, words) -> {
          manager.getTransaction().begin();
          Element is = new Element(element, String.join("", Objects.requireNonNull(words)));
          if (revision < WorkloadLog.BEFORE) {
            manager.persist(is);
          } else {
            manager.merge(is);
          }
          manager.getTransaction().commit();
          manager.clear();
          revisions.put(Log.day(at), ++count[0]);
        });
    manager.getTransaction().begin();
    manager
        .createNativeQuery("CREATE INDEX ON element_AUD (revend, rev)", Object.class)
        .executeUpdate();
    manager.createNativeQuery("ANALYZE", Object.class).executeUpdate();
    manager.getTransaction().commit();
  }

  @Override
  public int draft(LocalDate day, byte[] to) {
    AuditReader reader = AuditReaderFactory.get(manager);
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
    factory.close();
    server.close();
  }
}
