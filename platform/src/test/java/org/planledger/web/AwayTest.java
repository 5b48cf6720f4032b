package org.planledger.web;

import java.sql.SQLException;
import org.h2.tools.Server;

class AwayTest extends AwayContract {
  private Server server;

  @Override
  String start() throws SQLException {
    server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
    return "jdbc:h2:tcp://127.0.0.1:%d/mem:away;DB_CLOSE_DELAY=-1".formatted(server.getPort());
  }

  @Override
  void stop() {
    server.stop();
  }
}
