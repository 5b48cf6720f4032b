package org.planledger.command.dispatch;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.axonframework.commandhandling.CommandExecutionException;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.planledger.axonserver.AxonServer;
import org.planledger.axonserver.Faults;
import org.planledger.command.decision.Decided;
import org.planledger.log.Command;

/** Sends commands by Axon Server to the node that handles those of their aggregate. */
record RoutedCommands(CommandGateway gateway, AxonServer server) implements Commands.Sending {
  /** A node or a connection that is lost is noticed sooner. */
  private static final Duration LONGEST = Duration.ofSeconds(30);

  @Override
  public Decided send(CommandMessage<Command> command) {
    server.require();
    try {
      return gateway.sendAndWait(command, LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  private RuntimeException failure(RuntimeException thrown) {
    return thrown instanceof CommandExecutionException executed
            && executed.getDetails().orElse(null) instanceof Failure failure
        ? failure.thrown(executed)
        : Faults.ofDispatch(thrown, server.isStarting());
  }
}
