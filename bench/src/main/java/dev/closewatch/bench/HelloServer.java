package dev.closewatch.bench;

import io.vertx.core.Vertx;

/** The least that a Vert.x process can be: what the start of closewatch is compared with. */
public final class HelloServer {
  private HelloServer() {}

  /** Answers every HTTP request at 127.0.0.1, on the port that is the only argument. */
  public static void main(String[] arguments) {
    Vertx.vertx()
        .createHttpServer()
        .requestHandler(request -> request.response().end("Hello, world"))
        .listen(Integer.parseInt(arguments[0]), "127.0.0.1")
        .onFailure(
            e -> {
              System.err.println(e.getMessage());
              System.exit(1);
            });
  }
}
