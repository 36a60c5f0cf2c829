package dev.heed.explorer;

import java.io.IOException;

/** Starts an explorer by hand, for those who work on its page: the port is its only argument. */
public final class ExplorerForTests {
  private ExplorerForTests() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    int port = Integer.parseInt(arguments[0]);
    Explorer explorer = Explorer.start(ExplorerOptions.local().at("127.0.0.1", port, null));
    System.out.println(explorer.address());
    Thread.currentThread().join();
  }
}
