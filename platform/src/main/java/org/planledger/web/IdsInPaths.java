package org.planledger.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Refuses {@code .} and {@code ..} in the place of an id: whoever is between us and the sender may
 * take them for a way through folders.
 */
final class IdsInPaths implements HandlerInterceptor {
  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE)
            instanceof Map<?, ?> ids
        && (ids.containsValue(".") || ids.containsValue(".."))) {
      throw new Refused(ProblemType.NOT_FOUND, Problems.of(404).detail());
    }
    return true;
  }
}
