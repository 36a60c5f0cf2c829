package dev.heed.explorer.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;

/** The connection that a request came on, which may close while it is worked on. */
final class ClientConnection {
  /** The attribute of the request that holds it. */
  static final String NAME = ClientConnection.class.getName();

  private final EndPoint end;
  private boolean ahead;

  ClientConnection(Request request) {
    this.end = request.getConnectionMetaData().getConnection().getEndPoint();
  }

  /**
   * Whether nobody waits for the answer any more. Only after the whole request has been read, and
   * by the thread that works on it: nobody else reads meanwhile.
   */
  boolean isClosed() {
    if (!end.isOpen() || end.isInputShutdown()) {
      return true;
    }
    if (ahead) {
      return false;
    }
    try {
      ByteBuffer next = BufferUtil.allocate(1);
      int count = end.fill(next);
      ahead = count > 0;
      return count < 0;
    } catch (IOException e) {
      return true;
    }
  }

  /** Whether a byte of the client's next request was read: the connection can serve none. */
  boolean isAhead() {
    return ahead;
  }
}
