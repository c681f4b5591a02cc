package dev.closewatch.proxy.handshake;

import dev.closewatch.proxy.config.HostHeader;
import dev.closewatch.proxy.observe.HandshakeOutcome;
import dev.closewatch.proxy.observe.Limit;
import dev.closewatch.proxy.observe.RouteObserver;
import dev.closewatch.proxy.route.Route;
import dev.closewatch.proxy.tls.TlsLeg;
import dev.closewatch.proxy.upstream.Connector;
import dev.closewatch.proxy.upstream.Upstream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer.
 *
 * <pre>
 *                      +--- no upstream ----------------------> 502 unreachable
 *                      |
 *   request --- connect --- no answer in time ----------------> 504 timeout
 *                      |
 *                      +--- unreadable, or a false 101 -------> 502 bad_response
 *                      +--- 101, right Sec-WebSocket-Accept --> tunnel, opened when the 101 is written
 *                      +--- any other answer -----------------> passed on whole
 * </pre>
 *
 * <p>A client that leaves before any of these is {@code client_gone}, and its upstream leg is
 * closed.
 */
final class Exchange {
  private final ClientHandler client;
  private final Handshakes handshakes;
  private final @Nullable HttpRequest request;
  private final RequestReport report;
  private final boolean upgrade;
  private final boolean requestKeepsAlive;

  // What comes from either side before the other is ready for it.
  private final Queue<Object> bodyWaiting = new ArrayDeque<>(0);
  private final Switchover switchover = new Switchover();

  private @Nullable UpstreamHandler leg;
  private @Nullable ScheduledFuture<?> responseTimer;
  private PeerLimit.@Nullable Place place;
  private long bodyBytes;
  private boolean requestComplete;
  private boolean responseBegun;
  private boolean interim;
  private boolean responseEndsItself;
  private boolean responseKeepsAlive;
  private boolean over;

  /**
   * Begins with a request's head.
   *
   * @param request null if there is none that could be read
   */
  Exchange(ClientHandler client, @Nullable HttpRequest request) {
    this.client = client;
    this.handshakes = client.handshakes();
    this.request = request;
    if (request != null && request.decoderResult().isSuccess()) {
      upgrade = Upgrade.isRequested(request);
      requestKeepsAlive = HttpUtil.isKeepAlive(request);
      ClientFacts facts = ClientFacts.of(client.caller(), request, handshakes);
      report = new RequestReport(handshakes, facts, upgrade);
    } else {
      upgrade = true; // it may have been one, and nobody else counts it
      requestKeepsAlive = false;
      report = new RequestReport(handshakes, ClientFacts.ofUnread(client.caller()), upgrade);
    }
  }

  /** Returns who is told of it. */
  RouteObserver observer() {
    return report.route().observer();
  }

  /** The request's route has been found; until then it belongs to none. */
  void setRoute(LoopRoute route) {
    report.setRoute(route);
  }

  /** Returns whether it may become a WebSocket connection. */
  boolean isUpgrade() {
    return upgrade;
  }

  boolean requestComplete() {
    return requestComplete;
  }

  /** Passes the request to the service, over the leg that the last one left open or a new one. */
  void begin() {
    HttpRequest head = request;
    if (head == null) {
      throw new IllegalStateException("nothing to begin");
    }
    boolean hasBody =
        HttpUtil.getContentLength(head, 0L) > 0 || HttpUtil.isTransferEncodingChunked(head);
    if (upgrade && hasBody) {
      // Its bytes could be taken for frames, or the other way round.
      answer(
          HandshakeOutcome.BAD_REQUEST, HttpResponseStatus.BAD_REQUEST, "an upgrade has no body");
      return;
    }
    if (handshakes.refusing()) {
      goingAway();
      return;
    }
    if (upgrade) {
      place = handshakes.admission().peers().enter(report.clientPeer());
      if (place == null) {
        observer().limitHit(Limit.CONNECTIONS_PER_PEER);
        HttpResponseStatus status = HttpResponseStatus.TOO_MANY_REQUESTS;
        answer(HandshakeOutcome.OVER_LIMIT, status, "too many connections of this client");
        return;
      }
    }
    HopByHop.removeFrom(head.headers(), upgrade);
    boolean tls = TlsLeg.of(client.channel()) != null;
    handshakes.forwarded().rewrite(client.caller(), tls, head.headers());
    Route route = report.route().route();
    UpstreamHandler open = client.upstreamOf(route);
    if (open != null) {
      send(open, head);
    } else {
      handshakes.connector().connect(route.upstreams(), new Connecting(route, head));
    }
  }

  /** Waits for a leg to the service. */
  private final class Connecting implements Connector.Client {
    private final Route route;
    private final HttpRequest head;

    Connecting(Route route, HttpRequest head) {
      this.route = route;
      this.head = head;
    }

    @Override
    public void connected(Connector.Leg connected) {
      if (over) {
        connected.channel().close(); // the client has left meanwhile
        return;
      }
      UpstreamHandler open = new UpstreamHandler(client, route, connected);
      open.start(handshakes.settings().maxHeadBytes());
      client.setUpstream(open);
      send(open, head);
    }

    @Override
    public void late() {
      observer().limitHit(Limit.CONNECT_TIME);
    }

    @Override
    public void unreachable(Upstream last) {
      if (!over) {
        report.tell(
            HandshakeOutcome.UNREACHABLE,
            last.url().authority(),
            HttpResponseStatus.BAD_GATEWAY.code());
        HttpResponseStatus status = HttpResponseStatus.BAD_GATEWAY;
        answer(HandshakeOutcome.UNREACHABLE, status, "the service cannot be reached");
      }
    }
  }

  private void send(UpstreamHandler open, HttpRequest head) {
    leg = open;
    open.setExchange(this);
    if (handshakes.settings().hostHeader() == HostHeader.UPSTREAM) {
      head.headers().set(HttpHeaderNames.HOST, open.hostHeader());
    }
    Channel channel = open.channel();
    channel.write(head, channel.voidPromise());
    bodyWaiting.forEach(content -> channel.write(content, channel.voidPromise()));
    bodyWaiting.clear();
    channel.flush();
    client.channel().config().setAutoRead(true);
    awaitResponse();
  }

  /** A part of the request's body, or its end. */
  void requestContent(HttpContent content) {
    if (content.decoderResult().isFailure()) {
      content.release();
      client.close(); // the rest of the stream means nothing any more
      return;
    }
    requestComplete = content instanceof LastHttpContent;
    bodyBytes += content.content().readableBytes();
    UpstreamHandler open = leg;
    if (over) {
      content.release();
    } else if (open == null) {
      bodyWaiting.add(content);
      client.channel().config().setAutoRead(requestComplete);
    } else {
      open.channel().write(content, open.channel().voidPromise());
      if (!open.channel().isWritable()) {
        open.channel().flush();
        client.channel().config().setAutoRead(open.channel().isWritable());
      }
      awaitResponse();
    }
    if (requestComplete && upgrade && !over) {
      client.stopDecoding();
    }
  }

  /** Returns whether more of the request's body has to come before there can be an answer. */
  boolean awaitsBody() {
    return !requestComplete && !responseBegun && !over && leg != null;
  }

  /** Returns how much of the request's body has come. */
  long bodyBytes() {
    return bodyBytes;
  }

  /** The request's body makes no progress, since the client does not send it or it is not taken. */
  void bodyLate() {
    UpstreamHandler open = leg;
    if (open != null && !open.channel().isWritable()) {
      observer().limitHit(Limit.RESPONSE_TIME);
      HttpResponseStatus status = HttpResponseStatus.GATEWAY_TIMEOUT;
      answer(HandshakeOutcome.TIMEOUT, status, "the service does not take the request in time");
    } else {
      observer().limitHit(Limit.BODY_TIME);
      HttpResponseStatus status = HttpResponseStatus.REQUEST_TIMEOUT;
      answer(HandshakeOutcome.BAD_REQUEST, status, "the request's body comes too slowly");
    }
  }

  void clientReadComplete() {
    UpstreamHandler open = leg;
    if (open != null) {
      open.channel().flush();
    }
  }

  private void awaitResponse() {
    if (requestComplete && responseTimer == null && !responseBegun) {
      long millis = handshakes.settings().responseTimeoutMillis();
      responseTimer = client.schedule(this::responseLate, millis);
    }
  }

  private void responseLate() {
    if (!responseBegun && !over) {
      observer().limitHit(Limit.RESPONSE_TIME);
      HttpResponseStatus status = HttpResponseStatus.GATEWAY_TIMEOUT;
      answer(HandshakeOutcome.TIMEOUT, status, "the service did not answer in time");
    }
  }

  /** The head of an answer, interim or final. */
  void response(HttpResponse response) {
    if (over) {
      return;
    }
    if (response.decoderResult().isFailure()) {
      if (ClientHandler.isTooLong(response.decoderResult().cause())) {
        observer().limitHit(Limit.HEAD_SIZE);
      }
      badResponse("the service's answer is not HTTP/1.1 that can be read");
      return;
    }
    if (response.protocolVersion().majorVersion() != 1) {
      badResponse("the service's answer is not HTTP/1");
      return;
    }
    int status = response.status().code();
    if (status == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
      switchProtocols(response);
      return;
    }
    interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    if (!interim) {
      stopTimer();
      responseBegun = true;
      responseEndsItself = hasKnownEnd(response);
      responseKeepsAlive =
          HttpUtil.isKeepAlive(response) && responseEndsItself && !handshakes.draining();
      tell(HandshakeOutcome.REFUSED, status);
    }
    if (!upgrade) {
      HopByHop.removeFrom(response.headers());
    }
    if (!interim && handshakes.draining()) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    client.channel().write(response, client.channel().voidPromise());
  }

  /** Without a length an answer ends with its connection, and ours has to end likewise. */
  private boolean hasKnownEnd(HttpResponse response) {
    boolean head = request != null && request.method().name().equals("HEAD");
    int status = response.status().code();
    return head
        || status == 204
        || status == 304
        || HttpUtil.isContentLengthSet(response)
        || HttpUtil.isTransferEncodingChunked(response);
  }

  private void switchProtocols(HttpResponse response) {
    String key = request == null ? null : request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_KEY);
    if (!upgrade || key == null || !Upgrade.isValid(response, key)) {
      badResponse("the service's 101 is no answer to this request");
      return;
    }
    stopTimer();
    responseBegun = true;
    UpstreamHandler open = leg;
    if (open != null) {
      switchover.accept(response, open.channel());
    }
  }

  /** A part of an answer's body, or its end. */
  void responseContent(HttpContent content) {
    if (over) {
      content.release();
      return;
    }
    if (content.decoderResult().isFailure()) {
      content.release();
      client.closeAfterFlush(); // the client can see that its answer is not whole
      return;
    }
    boolean last = content instanceof LastHttpContent;
    HttpResponse accepted = switchover.accepted();
    if (accepted != null) {
      content.release();
      UpstreamHandler open = leg;
      if (last && open != null) {
        switchOver(open, accepted);
      }
      return;
    }
    Channel channel = client.channel();
    client.handed(content.content().readableBytes());
    channel.write(content, channel.voidPromise());
    if (!channel.isWritable()) {
      channel.flush();
      UpstreamHandler open = leg;
      if (open != null) {
        open.channel().config().setAutoRead(channel.isWritable());
      }
    }
    if (last && interim) {
      interim = false;
      channel.flush();
    } else if (last) {
      complete();
    }
  }

  private void complete() {
    UpstreamHandler open = leg;
    if (open != null && !responseEndsItself && TlsLeg.isTruncated(open.channel())) {
      over = true;
      client.reset(); // what ends with its connection has been cut, and must not seem to be whole
      return;
    }
    boolean keepAlive = requestKeepsAlive && responseKeepsAlive && requestComplete;
    over = true;
    leavePlace();
    if (open != null) {
      open.setExchange(null);
      if (!keepAlive) {
        client.setUpstream(null);
        open.channel().close();
      }
    }
    client.channel().flush();
    client.answered(keepAlive, switchover);
  }

  // ---- the upgrade ----

  private void switchOver(UpstreamHandler open, HttpResponse response) {
    open.stopDecoding();
    switchover.write(
        response,
        client.channel(),
        () -> openTunnel(open, response),
        () -> {
          clientGone();
          open.channel().close();
        });
  }

  private void openTunnel(UpstreamHandler open, HttpResponse response) {
    if (over) {
      return; // the client has left in the moment of the write
    }
    over = true;
    keepPlace();
    client.leaveHttp();
    open.leaveHttp();
    report.open(client.channel(), open, response);
    switchover.release(client.channel(), open.channel());
  }

  /** Bytes behind the request's head: frames, if the service says 101. */
  void earlyFromClient(ByteBuf bytes) {
    if (over) {
      bytes.release();
    } else if (!switchover.fromClient(bytes, handshakes.settings().bufferBytes())) {
      client.channel().config().setAutoRead(false);
    }
  }

  /** Bytes behind the 101, while that is being written. */
  void earlyFromService(UpstreamHandler open, ByteBuf bytes) {
    if (over || switchover.accepted() == null) {
      bytes.release();
    } else {
      switchover.fromService(bytes, open.channel());
    }
  }

  void serviceInputEnded() {
    switchover.serviceInputEnded();
  }

  // ---- what goes wrong ----

  void clientGone() {
    if (!over) {
      tell(HandshakeOutcome.CLIENT_GONE, 0);
      giveUp();
    }
  }

  void serviceFailed(Throwable cause) {
    UpstreamHandler open = leg;
    if (switchover.accepted() == null && open != null) {
      TlsLeg tls = TlsLeg.of(open.channel());
      if (tls != null && !responseBegun && !over && tls.refused(cause)) {
        // Under TLS 1.3 it refuses our certificate when the handshake has ended for us.
        handshakes.connector().refused(open.upstream(), cause);
        HttpResponseStatus status = HttpResponseStatus.BAD_GATEWAY;
        answer(HandshakeOutcome.UNREACHABLE, status, "the service cannot be reached");
        return;
      }
      if (responseBegun && !over) {
        over = true;
        client.reset(); // an answer without a length must not seem to be whole
      }
      open.channel().close(); // and channelInactive says the rest
    } else {
      switchover.serviceLost(cause);
    }
  }

  void serviceGone() {
    if (over || switchover.accepted() != null) {
      return;
    }
    if (responseBegun) {
      cutAnswer();
    } else {
      badResponse("the service ended the connection without an answer");
    }
  }

  /** In the middle of an answer: the client has to see that it is not whole. */
  private void cutAnswer() {
    over = true;
    client.close();
  }

  private void badResponse(String what) {
    answer(HandshakeOutcome.BAD_RESPONSE, HttpResponseStatus.BAD_GATEWAY, what);
  }

  /** There is no time for it any more. */
  void goingAway() {
    if (responseBegun) {
      cutAnswer();
    } else {
      HttpResponseStatus status = HttpResponseStatus.SERVICE_UNAVAILABLE;
      answer(HandshakeOutcome.OVER_LIMIT, status, "going away");
    }
  }

  /** Answers in our own name; the service, if it was asked, is asked no further. */
  void answer(HandshakeOutcome outcome, HttpResponseStatus status, String text) {
    tell(outcome, status.code());
    giveUp();
    client.answerOurselves(status, text);
  }

  /** The tunnel has it until the client's leg closes. */
  private void keepPlace() {
    PeerLimit.Place kept = place;
    place = null;
    if (kept != null && kept.counts()) {
      client.channel().closeFuture().addListener(closed -> kept.leave());
    }
  }

  /** Counts no longer among its peer's connections. */
  void leavePlace() {
    if (place != null) {
      place.leave();
    }
  }

  private void giveUp() {
    over = true;
    leavePlace();
    stopTimer();
    bodyWaiting.forEach(ReferenceCountUtil::release);
    bodyWaiting.clear();
    switchover.drop();
    UpstreamHandler open = leg;
    if (open != null) {
      client.setUpstream(null);
      open.setExchange(null);
      open.channel().close();
    }
  }

  private void stopTimer() {
    ScheduledFuture<?> timer = responseTimer;
    if (timer != null) {
      timer.cancel(false);
      responseTimer = null;
    }
  }

  private void tell(HandshakeOutcome outcome, int status) {
    UpstreamHandler open = leg;
    report.tell(outcome, open == null ? null : open.peer(), status);
  }
}
