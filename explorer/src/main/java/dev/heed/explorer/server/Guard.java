package dev.heed.explorer.server;

import dev.heed.explorer.api.Problem;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;
import org.jspecify.annotations.Nullable;

/** Stands before everything: puts headers on each response, and lets in who may come in. */
final class Guard extends Handler.Wrapper {
  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST");
  private static final String API = "/api/";
  private static final String TOKEN = "token";
  private static final String BEARER = "bearer ";

  private final Access access;

  Guard(Access access) {
    this.access = access;
  }

  /** Puts on what every response has. */
  static void mark(HttpFields.Mutable headers) {
    SecurityHeaders.ALL.forEach(headers::put);
  }

  /** Sends a problem, and nothing after it on this connection where a body may still come. */
  static void send(Request request, Response response, Problem problem, Callback callback) {
    byte[] body = problem.json();
    HttpFields.Mutable headers = response.getHeaders();
    mark(headers);
    headers.put(HttpHeader.CONTENT_TYPE, Problem.TYPE);
    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    headers.put(HttpHeader.CONTENT_LENGTH, body.length);
    if (problem.status() == HttpStatus.METHOD_NOT_ALLOWED_405) {
      headers.put(HttpHeader.ALLOW, "GET, HEAD, POST");
    }
    if (problem.status() == HttpStatus.UNAUTHORIZED_401) {
      headers.put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
    }
    if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
      headers.put(HttpHeader.CONNECTION, "close");
    }
    response.setStatus(problem.status());
    boolean isHead = request.getMethod().equals("HEAD");
    response.write(true, isHead ? ByteBuffer.allocate(0) : ByteBuffer.wrap(body), callback);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    mark(response.getHeaders());
    Problem problem = refusal(request);
    if (problem != null) {
      send(request, response, problem, callback);
      return true;
    }
    if (access.needsToken() && !isKnown(request)) {
      admit(request, response, callback);
      return true;
    }
    request.setAttribute(ClientConnection.NAME, new ClientConnection(request));
    return super.handle(request, response, callback);
  }

  private @Nullable Problem refusal(Request request) {
    if (!METHODS.contains(request.getMethod())) {
      return Problem.method("GET, HEAD and POST are what is done here");
    }
    HttpFields headers = request.getHeaders();
    String host = headers.get(HttpHeader.HOST);
    String line = request.getHttpURI().getHost();
    Access.Caller caller =
        new Access.Caller(
            host,
            headers.get(HttpHeader.ORIGIN),
            headers.get("Sec-Fetch-Site"),
            request.getMethod().equals("POST"),
            Request.getPathInContext(request).startsWith(API));
    if (headers.getValuesList(HttpHeader.HOST).size() > 1
        || (line != null && !isSame(line, host))) {
      return Problem.forbidden("the request names two hosts");
    }
    return access.refusal(caller);
  }

  private static boolean isSame(String line, @Nullable String host) {
    return host != null && host.toLowerCase(Locale.ROOT).startsWith(line.toLowerCase(Locale.ROOT));
  }

  private boolean isKnown(Request request) {
    String header = request.getHeaders().get(HttpHeader.AUTHORIZATION);
    if (header != null && header.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      return access.isToken(header.substring(BEARER.length()).strip());
    }
    for (HttpCookie cookie : Request.getCookies(request)) {
      if (cookie.getName().equals(access.cookieName()) && access.isToken(cookie.getValue())) {
        return true;
      }
    }
    return false;
  }

  /** Lets in who shows the token in the address, which is then taken out of it. */
  private void admit(Request request, Response response, Callback callback) {
    Fields query = new Fields();
    String given = request.getHttpURI().getQuery();
    if (given != null) {
      UrlEncoded.decodeUtf8To(given, query);
    }
    if (!request.getMethod().equals("POST") && access.isToken(query.getValue(TOKEN))) {
      HttpField cookie =
          new HttpField(
              HttpHeader.SET_COOKIE,
              access.cookieName()
                  + "="
                  + UrlEncoded.encodeString(query.getValue(TOKEN))
                  + "; Path=/; HttpOnly; SameSite=Strict");
      response.getHeaders().add(cookie);
      response.getHeaders().put(HttpHeader.LOCATION, "/");
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
      response.setStatus(HttpStatus.SEE_OTHER_303);
      response.write(true, ByteBuffer.allocate(0), callback);
      return;
    }
    send(
        request,
        response,
        Problem.unauthorised("open the address that the server printed, which has a token in it"),
        callback);
  }
}
