package org.planledger.command.dispatch;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.CommandCallback;
import org.axonframework.commandhandling.CommandExecutionException;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.commandhandling.GenericCommandResultMessage;
import org.axonframework.common.Registration;
import org.axonframework.messaging.MessageDispatchInterceptor;
import org.axonframework.messaging.MessageHandler;
import org.axonframework.messaging.MessageHandlerInterceptor;

/** The commands that this node carries out for others, who are told why one failed. */
record LocalCommands(CommandBus bus, ObjectMapper json) implements CommandBus {

  @Override
  public <C> void dispatch(CommandMessage<C> command) {
    bus.dispatch(command);
  }

  @Override
  public <C, R> void dispatch(
      CommandMessage<C> command, CommandCallback<? super C, ? super R> callback) {
    bus.<C, R>dispatch(
        command, (dispatched, result) -> callback.onResult(dispatched, this.<R>told(result)));
  }

  @SuppressWarnings("unchecked") // a failure has no payload
  private <R> CommandResultMessage<? extends R> told(CommandResultMessage<? extends R> result) {
    if (!result.isExceptional()) {
      return result;
    }
    Throwable thrown = result.exceptionResult();
    return Failure.of(thrown, json)
        .<CommandResultMessage<? extends R>>map(
            failure ->
                GenericCommandResultMessage.asCommandResultMessage(
                    new CommandExecutionException(failure.detail(), thrown, failure)))
        .orElse(result);
  }

  @Override
  public Registration subscribe(
      String commandName, MessageHandler<? super CommandMessage<?>> handler) {
    return bus.subscribe(commandName, handler);
  }

  @Override
  public Registration registerDispatchInterceptor(
      MessageDispatchInterceptor<? super CommandMessage<?>> interceptor) {
    return bus.registerDispatchInterceptor(interceptor);
  }

  @Override
  public Registration registerHandlerInterceptor(
      MessageHandlerInterceptor<? super CommandMessage<?>> interceptor) {
    return bus.registerHandlerInterceptor(interceptor);
  }
}
