package org.planledger.command.form;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.axonframework.serialization.SerializedObject;
import org.planledger.Vocabulary;
import org.planledger.log.Command;
import org.planledger.store.EventSerializer;
import org.planledger.store.StoredTypes;

/** Commands that one node hands to another. */
class TravellingCommandsProperties {
  private static final EventSerializer SERIALIZER =
      new EventSerializer(StoredTypes.of(java.util.List.copyOf(Vocabulary.COMMANDS)));

  @Provide
  static Arbitrary<Command> commands() {
    return AnyCommand.commands();
  }

  @Property(tries = 500)
  void aCommandArrivesAsItWasSent(@ForAll("commands") Command command) {
    SerializedObject<byte[]> sent = SERIALIZER.serialize(command, byte[].class);
    assertThat(SERIALIZER.<byte[], Command>deserialize(sent)).isEqualTo(command);
  }
}
