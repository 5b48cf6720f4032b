package org.planledger.axonserver;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.axoniq.axonserver.grpc.ErrorMessage;
import io.axoniq.axonserver.grpc.InstructionAck;
import io.axoniq.axonserver.grpc.ProcessingInstruction;
import io.axoniq.axonserver.grpc.ProcessingKey;
import io.axoniq.axonserver.grpc.command.Command;
import io.axoniq.axonserver.grpc.command.CommandProviderInbound;
import io.axoniq.axonserver.grpc.command.CommandProviderOutbound;
import io.axoniq.axonserver.grpc.command.CommandResponse;
import io.axoniq.axonserver.grpc.command.CommandServiceGrpc;
import io.axoniq.axonserver.grpc.control.ClientIdentification;
import io.axoniq.axonserver.grpc.control.NodeInfo;
import io.axoniq.axonserver.grpc.control.PlatformInboundInstruction;
import io.axoniq.axonserver.grpc.control.PlatformInfo;
import io.axoniq.axonserver.grpc.control.PlatformOutboundInstruction;
import io.axoniq.axonserver.grpc.control.PlatformServiceGrpc;
import io.axoniq.axonserver.grpc.event.Confirmation;
import io.axoniq.axonserver.grpc.event.Event;
import io.axoniq.axonserver.grpc.event.EventStoreGrpc;
import io.axoniq.axonserver.grpc.event.EventWithToken;
import io.axoniq.axonserver.grpc.event.GetAggregateEventsRequest;
import io.axoniq.axonserver.grpc.event.GetAggregateSnapshotsRequest;
import io.axoniq.axonserver.grpc.event.GetEventsRequest;
import io.axoniq.axonserver.grpc.event.GetFirstTokenRequest;
import io.axoniq.axonserver.grpc.event.GetLastTokenRequest;
import io.axoniq.axonserver.grpc.event.ReadHighestSequenceNrRequest;
import io.axoniq.axonserver.grpc.event.ReadHighestSequenceNrResponse;
import io.axoniq.axonserver.grpc.event.TrackingToken;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Speaks the part of Axon Server's protocol that the product uses, and keeps events in memory, as
 * strict about sequence numbers as the real one. It can be stopped and started again on its port
 * with its events, can lose connections around an append, and answers with errors it is told.
 */
public final class AxonServerStub implements AutoCloseable {
  private static final Metadata.Key<String> CODE =
      Metadata.Key.of("AxonIQ-ErrorCode", Metadata.ASCII_STRING_MARSHALLER);

  private final List<Event> log = new ArrayList<>();
  private final Map<String, List<Event>> streams = new HashMap<>();
  private final Map<String, TreeMap<Long, Event>> snapshots = new HashMap<>();
  private final List<Follower> followers = new ArrayList<>();
  private final Map<String, Map<String, Handler>> handlers = new TreeMap<>();
  private final Map<String, Waiting> waiting = new HashMap<>();
  private final Map<String, List<String>> handledBy = new HashMap<>();
  private final Queue<String> appendErrors = new ArrayDeque<>();
  private final Queue<String> dispatchErrors = new ArrayDeque<>();
  private @Nullable Server server;
  private int port;
  private @Nullable String lastWords;
  private boolean storedBefore;
  private boolean ignores;

  /** A stub that listens on a free port. */
  public AxonServerStub() {
    start();
  }

  /** Where it is to be reached, as the setting {@code axon.axonserver.servers} wants it. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** Listens, on the port it had before. */
  public synchronized void start() {
    try {
      Server started =
          NettyServerBuilder.forAddress(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
              .permitKeepAliveTime(100, TimeUnit.MILLISECONDS)
              .permitKeepAliveWithoutCalls(true)
              .addService(new Platform())
              .addService(new Events())
              .addService(new Commands())
              .build()
              .start();
      server = started;
      port = started.getPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends every connection and listens no more; the events are kept. */
  public void stop() {
    Server running = server;
    if (running != null) {
      running.shutdownNow();
      try {
        if (!running.awaitTermination(10, TimeUnit.SECONDS)) {
          throw new IllegalStateException("The stub does not end");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    synchronized (this) {
      server = null;
      followers.clear();
      handlers.clear();
      waiting.clear();
    }
  }

  @Override
  public void close() {
    stop();
  }

  /**
   * Ends every connection once, when an event comes whose payload has these words.
   *
   * @param stored whether it is stored before
   */
  public synchronized void dropAt(String words, boolean stored) {
    lastWords = words;
    storedBefore = stored;
  }

  /** Whether it has dropped what it was told to. */
  public synchronized boolean hasDropped() {
    return lastWords == null;
  }

  /** Refuses the next appends with an error. */
  public synchronized void refuseAppend(String code, int times) {
    for (int i = 0; i < times; i++) {
      appendErrors.add(code);
    }
  }

  /** Answers the next commands that are dispatched with an error. */
  public synchronized void refuseDispatch(String code, int times) {
    for (int i = 0; i < times; i++) {
      dispatchErrors.add(code);
    }
  }

  /** Takes the next command that is dispatched, and neither passes it on nor answers. */
  public synchronized void ignoreDispatch() {
    ignores = true;
  }

  /** All events, in their order. */
  public synchronized List<Event> events() {
    return List.copyOf(log);
  }

  /** The events of a stream. */
  public synchronized List<Event> events(String stream) {
    return List.copyOf(streams.getOrDefault(stream, List.of()));
  }

  /** The names of commands that somebody handles. */
  public synchronized Set<String> handled() {
    Set<String> names = new TreeSet<>();
    handlers.forEach(
        (name, clients) -> {
          if (!clients.isEmpty()) {
            names.add(name);
          }
        });
    return names;
  }

  /** How many clients handle commands of a name. */
  public synchronized int handlersOf(String name) {
    return handlers.getOrDefault(name, Map.of()).size();
  }

  /** Ids of the clients that were given commands with a routing key, once for each command. */
  public synchronized List<String> handledBy(String routingKey) {
    return List.copyOf(handledBy.getOrDefault(routingKey, List.of()));
  }

  /** Forgets events from a token on, as a server that was restored does. */
  public synchronized void forgetFrom(int token) {
    while (log.size() > token) {
      Event event = log.removeLast();
      streams.get(event.getAggregateIdentifier()).removeLast();
    }
  }

  /** Has these events as well, as one does that is put right, or that others write to. */
  public synchronized void remember(List<Event> events) {
    store(events);
  }

  private static StatusRuntimeException error(Status status, String code, String detail) {
    Metadata trailers = new Metadata();
    trailers.put(CODE, code);
    return status.withDescription("[%s] %s".formatted(code, detail)).asRuntimeException(trailers);
  }

  private static InstructionAck ack(String instruction) {
    return InstructionAck.newBuilder().setInstructionId(instruction).setSuccess(true).build();
  }

  private final class Platform extends PlatformServiceGrpc.PlatformServiceImplBase {
    @Override
    public void getPlatformServer(
        ClientIdentification client, StreamObserver<PlatformInfo> answer) {
      answer.onNext(
          PlatformInfo.newBuilder()
              .setSameConnection(true)
              .setPrimary(
                  NodeInfo.newBuilder()
                      .setHostName("127.0.0.1")
                      .setGrpcPort(port)
                      .setNodeName("stub"))
              .build());
      answer.onCompleted();
    }

    @Override
    public StreamObserver<PlatformInboundInstruction> openStream(
        StreamObserver<PlatformOutboundInstruction> answer) {
      return new Observer<>(answer) {
        @Override
        void take(PlatformInboundInstruction instruction) {
          if (!instruction.getInstructionId().isEmpty()) {
            answer.onNext(
                PlatformOutboundInstruction.newBuilder()
                    .setAck(ack(instruction.getInstructionId()))
                    .build());
          }
        }
      };
    }
  }

  /** Whoever is gone is told nothing, which is no error. */
  private static void silence(StreamObserver<?> answer) {
    ((ServerCallStreamObserver<?>) answer).setOnCancelHandler(() -> {});
  }

  /** One at a time, and closed when the client closes. */
  private abstract class Observer<T> implements StreamObserver<T> {
    private final StreamObserver<?> answer;

    Observer(StreamObserver<?> answer) {
      this.answer = answer;
      silence(answer);
    }

    abstract void take(T message);

    void gone() {}

    @Override
    public void onNext(T message) {
      synchronized (AxonServerStub.this) {
        take(message);
      }
    }

    @Override
    public void onError(Throwable failure) {
      synchronized (AxonServerStub.this) {
        gone();
      }
    }

    @Override
    public void onCompleted() {
      synchronized (AxonServerStub.this) {
        gone();
        answer.onCompleted();
      }
    }
  }

  private final class Events extends EventStoreGrpc.EventStoreImplBase {
    @Override
    public StreamObserver<Event> appendEvent(StreamObserver<Confirmation> answer) {
      silence(answer);
      List<Event> events = new ArrayList<>();
      return new StreamObserver<>() {
        @Override
        public void onNext(Event event) {
          events.add(event);
        }

        @Override
        public void onError(Throwable rolledBack) {
          events.clear();
        }

        @Override
        public void onCompleted() {
          try {
            if (append(events)) {
              answer.onNext(Confirmation.newBuilder().setSuccess(true).build());
              answer.onCompleted();
            }
          } catch (StatusRuntimeException refused) {
            answer.onError(refused);
          }
        }
      };
    }

    @Override
    public void appendSnapshot(Event snapshot, StreamObserver<Confirmation> answer) {
      synchronized (AxonServerStub.this) {
        snapshots
            .computeIfAbsent(snapshot.getAggregateIdentifier(), id -> new TreeMap<>())
            .put(snapshot.getAggregateSequenceNumber(), snapshot);
      }
      answer.onNext(Confirmation.newBuilder().setSuccess(true).build());
      answer.onCompleted();
    }

    @Override
    public void listAggregateEvents(
        GetAggregateEventsRequest request, StreamObserver<Event> answer) {
      events(request.getAggregateId()).stream()
          .filter(event -> event.getAggregateSequenceNumber() >= request.getInitialSequence())
          .filter(
              event ->
                  request.getMaxSequence() == 0
                      || event.getAggregateSequenceNumber() <= request.getMaxSequence())
          .forEach(answer::onNext);
      answer.onCompleted();
    }

    @Override
    public void listAggregateSnapshots(
        GetAggregateSnapshotsRequest request, StreamObserver<Event> answer) {
      List<Event> found;
      synchronized (AxonServerStub.this) {
        found =
            snapshots
                .getOrDefault(request.getAggregateId(), new TreeMap<>())
                .subMap(request.getInitialSequence(), true, request.getMaxSequence(), true)
                .descendingMap()
                .values()
                .stream()
                .limit(request.getMaxResults())
                .toList();
      }
      found.forEach(answer::onNext);
      answer.onCompleted();
    }

    @Override
    public StreamObserver<GetEventsRequest> listEvents(StreamObserver<EventWithToken> answer) {
      Follower follower = new Follower(answer);
      return new Observer<>(answer) {
        @Override
        void take(GetEventsRequest request) {
          if (!followers.contains(follower)) {
            follower.next = request.getTrackingToken();
            followers.add(follower);
          }
          follower.permits += request.getNumberOfPermits();
          follower.send();
        }

        @Override
        void gone() {
          followers.remove(follower);
        }
      };
    }

    @Override
    public void readHighestSequenceNr(
        ReadHighestSequenceNrRequest request,
        StreamObserver<ReadHighestSequenceNrResponse> answer) {
      answer.onNext(
          ReadHighestSequenceNrResponse.newBuilder()
              .setToSequenceNr(events(request.getAggregateId()).size() - 1L)
              .build());
      answer.onCompleted();
    }

    @Override
    public void getFirstToken(GetFirstTokenRequest request, StreamObserver<TrackingToken> answer) {
      answer.onNext(TrackingToken.newBuilder().setToken(0).build());
      answer.onCompleted();
    }

    @Override
    public void getLastToken(GetLastTokenRequest request, StreamObserver<TrackingToken> answer) {
      answer.onNext(TrackingToken.newBuilder().setToken(events().size() - 1L).build());
      answer.onCompleted();
    }
  }

  /** Whether the answer is to be sent. */
  private boolean append(List<Event> events) {
    synchronized (this) {
      String refused = appendErrors.poll();
      if (refused != null) {
        throw error(Status.INTERNAL, refused, "as told");
      }
      Map<String, Long> next = new LinkedHashMap<>();
      for (Event event : events) {
        String stream = event.getAggregateIdentifier();
        long expected = next.getOrDefault(stream, (long) events(stream).size());
        if (event.getAggregateSequenceNumber() != expected) {
          throw error(
              Status.OUT_OF_RANGE,
              "AXONIQ-2000",
              "Invalid sequence number %d for aggregate %s, expected %d"
                  .formatted(event.getAggregateSequenceNumber(), stream, expected));
        }
        next.put(stream, expected + 1);
      }
      String words = lastWords;
      if (words == null
          || events.stream()
              .noneMatch(event -> event.getPayload().getData().toStringUtf8().contains(words))) {
        store(events);
        return true;
      }
      lastWords = null;
      if (storedBefore) {
        store(events);
      }
    }
    Thread.ofVirtual()
        .start(
            () -> {
              stop();
              start();
            });
    return false;
  }

  private void store(List<Event> events) {
    for (Event event : events) {
      log.add(event);
      streams.computeIfAbsent(event.getAggregateIdentifier(), id -> new ArrayList<>()).add(event);
    }
    List.copyOf(followers).forEach(Follower::send);
  }

  private final class Follower {
    private final StreamObserver<EventWithToken> answer;
    private long next;
    private long permits;

    Follower(StreamObserver<EventWithToken> answer) {
      this.answer = answer;
    }

    void send() {
      while (permits > 0 && next < log.size()) {
        answer.onNext(
            EventWithToken.newBuilder().setToken(next).setEvent(log.get((int) next)).build());
        next++;
        permits--;
      }
    }
  }

  private record Handler(String client, StreamObserver<CommandProviderInbound> commands) {}

  private record Waiting(Handler handler, StreamObserver<CommandResponse> answer) {}

  private final class Commands extends CommandServiceGrpc.CommandServiceImplBase {
    @Override
    public StreamObserver<CommandProviderOutbound> openStream(
        StreamObserver<CommandProviderInbound> answer) {
      return new Observer<>(answer) {
        @Override
        void take(CommandProviderOutbound message) {
          switch (message.getRequestCase()) {
            case SUBSCRIBE ->
                handlers
                    .computeIfAbsent(message.getSubscribe().getCommand(), name -> new TreeMap<>())
                    .put(
                        message.getSubscribe().getClientId(),
                        new Handler(message.getSubscribe().getClientId(), answer));
            case UNSUBSCRIBE ->
                handlers
                    .getOrDefault(message.getUnsubscribe().getCommand(), new TreeMap<>())
                    .remove(message.getUnsubscribe().getClientId());
            case COMMAND_RESPONSE -> {
              CommandResponse response = message.getCommandResponse();
              Waiting waits = waiting.remove(response.getRequestIdentifier());
              if (waits != null) {
                waits.answer().onNext(response);
                waits.answer().onCompleted();
              }
            }
            default -> {
              // Flow control and acknowledgements: there are never so many commands here.
            }
          }
          if (!message.getInstructionId().isEmpty()) {
            answer.onNext(
                CommandProviderInbound.newBuilder()
                    .setAck(ack(message.getInstructionId()))
                    .build());
          }
        }

        @Override
        void gone() {
          handlers
              .values()
              .forEach(clients -> clients.values().removeIf(h -> h.commands().equals(answer)));
          Map.copyOf(waiting)
              .forEach(
                  (command, waits) -> {
                    if (waits.handler().commands().equals(answer)) {
                      waiting.remove(command);
                      refuse(waits.answer(), "AXONIQ-4001", "Connection to handler lost");
                    }
                  });
        }
      };
    }

    @Override
    public void dispatch(Command command, StreamObserver<CommandResponse> answer) {
      silence(answer);
      synchronized (AxonServerStub.this) {
        String refused = dispatchErrors.poll();
        if (refused != null) {
          refuse(answer, refused, "as told");
          return;
        }
        if (ignores) {
          ignores = false;
          return;
        }
        String key =
            command.getProcessingInstructionsList().stream()
                .filter(instruction -> instruction.getKey() == ProcessingKey.ROUTING_KEY)
                .map(ProcessingInstruction::getValue)
                .findFirst()
                .orElseThrow()
                .getTextValue();
        handlers.getOrDefault(command.getName(), Map.of()).values().stream()
            .max(
                Comparator.comparingInt(
                    handler ->
                        UUID.nameUUIDFromBytes((handler.client() + key).getBytes(UTF_8))
                            .hashCode()))
            .ifPresentOrElse(
                handler -> {
                  waiting.put(command.getMessageIdentifier(), new Waiting(handler, answer));
                  handledBy.computeIfAbsent(key, k -> new ArrayList<>()).add(handler.client());
                  handler
                      .commands()
                      .onNext(CommandProviderInbound.newBuilder().setCommand(command).build());
                },
                () ->
                    refuse(answer, "AXONIQ-4000", "No Handler for command: " + command.getName()));
      }
    }

    private void refuse(StreamObserver<CommandResponse> answer, String code, String detail) {
      answer.onNext(
          CommandResponse.newBuilder()
              .setErrorCode(code)
              .setErrorMessage(ErrorMessage.newBuilder().setErrorCode(code).setMessage(detail))
              .build());
      answer.onCompleted();
    }
  }
}
