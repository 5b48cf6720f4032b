package org.planledger.people;

import org.planledger.store.SchemaPart;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** The register on the data source of the application. */
@Configuration(proxyBeanMethods = false)
public class PeopleConfiguration {
  /** The tables of the register. */
  public static final SchemaPart SCHEMA = new SchemaPart("people");

  PeopleConfiguration() {}

  @Bean
  SchemaPart peopleSchema() {
    return SCHEMA;
  }

  @Bean
  People people(JdbcClient database, PlatformTransactionManager transactions) {
    return new People(database, transactions);
  }

  @Bean
  Caller caller(People people) {
    return new Caller(people);
  }
}
