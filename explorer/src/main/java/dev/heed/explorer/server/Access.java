package dev.heed.explorer.server;

import dev.heed.explorer.api.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask, by what a request says of itself. A page of another site cannot: its browser names
 * the host, or the site, that it came from.
 */
final class Access {
  private static final Set<String> ANY = Set.of("0.0.0.0", "::", "[::]", "*");
  private static final int USUAL_PORT = 80;
  private static final String ADDRESS = "[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-fA-F:.]+\\]";

  private final Set<String> hosts = new TreeSet<>();
  private final boolean anyAddress;
  private final int port;
  private final @Nullable String token;

  /**
   * @param host that the server is bound to
   * @param token that callers show; null where none is needed
   */
  Access(String host, int port, @Nullable String token) {
    this.port = port;
    this.token = token;
    this.anyAddress = ANY.contains(host);
    hosts.add("localhost");
    hosts.add("127.0.0.1");
    hosts.add("[::1]");
    if (!anyAddress) {
      String name = host.toLowerCase(Locale.ROOT);
      hosts.add(name.contains(":") && !name.startsWith("[") ? "[" + name + "]" : name);
    }
  }

  /**
   * What a request says of itself.
   *
   * @param host of the header, or of the request line
   * @param origin of the header
   * @param site Sec-Fetch-Site
   * @param changes whether it is a POST
   * @param api whether it asks for the API
   */
  record Caller(
      @Nullable String host,
      @Nullable String origin,
      @Nullable String site,
      boolean changes,
      boolean api) {}

  /** Why a caller may not ask; null if it may. */
  @Nullable Problem refusal(Caller caller) {
    if (caller.host == null || !isOurs(caller.host)) {
      return Problem.forbidden(
          "the Host of a request is localhost or the address that the server was started with");
    }
    if (caller.origin != null && !caller.origin.equals("http://" + caller.host)) {
      return Problem.forbidden("the request comes from a page of another origin");
    }
    boolean guarded = caller.api || caller.changes;
    if (guarded && caller.site != null && !isSame(caller.site, caller.changes)) {
      return Problem.forbidden("the request comes from another site");
    }
    return null;
  }

  private static boolean isSame(String site, boolean changes) {
    return site.equals("same-origin") || (site.equals("none") && !changes);
  }

  private boolean isOurs(String host) {
    int colon = host.lastIndexOf(':');
    boolean hasPort = colon > host.lastIndexOf(']');
    String name = (hasPort ? host.substring(0, colon) : host).toLowerCase(Locale.ROOT);
    boolean fits =
        hasPort ? host.substring(colon + 1).equals(Integer.toString(port)) : port == USUAL_PORT;
    return fits && (hosts.contains(name) || (anyAddress && name.matches(ADDRESS)));
  }

  /** Whether a token is needed. */
  boolean needsToken() {
    return token != null;
  }

  /** The cookie that shows the token. */
  String cookieName() {
    return "heed-" + port;
  }

  /** Whether a token is the right one, in a time that does not tell how much of it is. */
  boolean isToken(@Nullable String shown) {
    return token != null
        && shown != null
        && MessageDigest.isEqual(
            token.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
  }
}
