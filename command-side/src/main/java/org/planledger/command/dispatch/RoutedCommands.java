package org.planledger.command.dispatch;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.axonframework.commandhandling.CommandExecutionException;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.planledger.axonserver.AxonServer;
import org.planledger.axonserver.Faults;
import org.planledger.command.plan.ProposeTogether;
import org.planledger.log.Command;

/**
 * Sends commands by Axon Server to the node that handles those of their aggregate.
 *
 * @param here to this node, for what may be more than one message holds
 */
record RoutedCommands(CommandGateway gateway, CommandGateway here, AxonServer server)
    implements Commands.Sending {
  /**
   * Everybody is promised an answer within five seconds. A node or a connection that is lost is
   * noticed sooner; one that has only fallen silent is not.
   */
  private static final Duration LONGEST = Duration.ofMillis(4_500);

  @Override
  public Object send(CommandMessage<Command> command) {
    server.require();
    if (command.getPayload() instanceof ProposeTogether) {
      return here.sendAndWait(command);
    }
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
