package org.planledger.web;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/** Errors that Tomcat answers by itself, such as an address it cannot parse. */
public final class ProblemValve extends ErrorReportValve {
  /** Made by Tomcat, by name. */
  public ProblemValve() {}

  @Override
  protected void report(Request request, Response response, @Nullable Throwable failure) {
    int status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    response.setContentType("application/problem+json");
    response.setCharacterEncoding(StandardCharsets.UTF_8);
    try {
      Writer writer = response.getReporter();
      if (writer != null) {
        writer.write(
            JsonAnswers.MAPPER.writeValueAsString(Problems.detail(Problems.of(status), status)));
        response.finishResponse();
      }
    } catch (IOException | IllegalStateException e) {
      container.getLogger().debug("The connection is gone", e);
    }
  }
}
