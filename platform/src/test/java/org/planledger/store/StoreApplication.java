package org.planledger.store;

import java.util.List;
import java.util.Map;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The smallest application on the event store. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(EventStoreConfiguration.class)
class StoreApplication {

  static ConfigurableApplicationContext on(Map<String, String> database) {
    return new SpringApplicationBuilder(StoreApplication.class)
        .web(WebApplicationType.NONE)
        .run(TestDatabases.arguments(database));
  }

  @Bean
  StoredClasses stored() {
    return new StoredClasses(List.of(NoteTaken.class, PageTurned.class, Notebook.class));
  }

  @Bean
  EventUpcaster numbersOfPages() {
    return new NumbersOfPages();
  }

  @Bean
  SchemaPart notes() {
    return new SchemaPart("notes");
  }

  @Bean
  NoteProjection noteProjection(JdbcClient database) {
    return new NoteProjection(database);
  }

  @Bean
  ParkedNotes parkedNotes() {
    return new ParkedNotes();
  }

  @Bean
  Parking parking(Parkings parkings) {
    return parkings.of(ParkedNotes.GROUP, () -> {});
  }

  @Bean
  ConfigurerModule parkedProcessor(ObjectProvider<Parking> parking) {
    return Processors.parking(ParkedNotes.GROUP, parking::getObject);
  }
}
