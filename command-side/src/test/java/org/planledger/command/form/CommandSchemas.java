package org.planledger.command.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.planledger.Vocabulary;
import org.planledger.log.Command;
import org.planledger.request.RecordSchemas;

/** What the OpenAPI document says of the bodies of commands. */
final class CommandSchemas {
  private final Map<Class<? extends Command>, JsonSchema> all = new HashMap<>();

  CommandSchemas() {
    JsonSchemaFactory factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    RecordSchemas schemas = new RecordSchemas(Map.of());
    Map<Class<? extends Command>, ObjectNode> references = new HashMap<>();
    Vocabulary.COMMANDS.forEach(type -> references.put(type, schemas.form(type)));
    references.forEach(
        (type, reference) -> {
          ObjectNode whole = Bodies.JSON.createObjectNode();
          whole.putArray("allOf").add(reference);
          schemas.all().forEach(whole.withObject("/components/schemas")::set);
          all.put(type, factory.getSchema(whole));
        });
  }

  /** Why a body is not that of a command. */
  Set<ValidationMessage> faults(Command command, JsonNode body) {
    return all.get(command.getClass()).validate(body);
  }
}
