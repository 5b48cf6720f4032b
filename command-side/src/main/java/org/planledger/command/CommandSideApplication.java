package org.planledger.command;

import org.planledger.people.PeopleConfiguration;
import org.planledger.store.EventStoreConfiguration;
import org.planledger.store.GivenDatabase;
import org.planledger.web.WebConfiguration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Import;

/** The write side in a process of its own. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({
  EventStoreConfiguration.class,
  PeopleConfiguration.class,
  WebConfiguration.class,
  CommandSideConfiguration.class
})
public class CommandSideApplication {
  CommandSideApplication() {}

  /** Serves commands until it is stopped. */
  public static void main(String[] arguments) {
    new SpringApplicationBuilder(CommandSideApplication.class)
        .initializers(new GivenDatabase())
        .run(arguments);
  }
}
