/* The clients before the proxies. One thread, epoll; every run is bounded in time.
 *
 *   wsload echo-service [PORT]                          prints its port, runs until it is ended
 *   wsload echo  PORT CONNECTIONS IN_FLIGHT BYTES SECONDS
 *   wsload rate  PORT CONNECTIONS PER_SECOND BYTES SECONDS
 *   wsload cycle PORT CONNECTIONS CODE SECONDS [peers]  connect, echo, Close (0: an empty one), end;
 *                                                       "peers": each from another client's address
 *   wsload idle  PORT CONNECTIONS                       "open" when all stand; a line ends them
 *
 * Each prints one line of JSON: what was done, in how long, latencies in microseconds. Those of
 * "rate" count from the moment at which a message was due, not from when it could be sent: a stall
 * makes all that were due meanwhile late, as it does for users.
 */
#include "bench.h"

#include <sys/timerfd.h>

#define CHUNK (256 * 1024)
#define DUE_MAX 4096 /* messages under way on one connection in "rate" */

enum phase { CONNECTING, UPGRADING, OPEN, CLOSING };

struct connection {
  int fd;
  enum phase phase;
  int64_t began;         /* when the cycle did */
  uint64_t read_bytes;   /* of the answer under way, or of the Close */
  uint64_t unsent;       /* of the bytes handed to send_frames */
  int64_t *due;          /* ring of the messages under way */
  unsigned due_head, due_tail;
  char head[1024];
  int head_bytes;
};

static int epoll, port, connections, in_flight = 1, close_code, many_peers;
static uint64_t payload_bytes, answer_bytes, frame_bytes;
static uint8_t *frames; /* in_flight frames, one behind the other */
static uint8_t in[CHUNK];
static int64_t deadline;
static uint64_t done, failed;
static struct connection *all;
static enum { ECHO, RATE, CYCLE, IDLE } mode;

/* ---- latencies: 2^7 buckets to each power of two, so within 0.8 % ---- */

static uint64_t histogram[64 << 7];

static void record(int64_t nanos) {
  uint64_t v = nanos < 128 ? 128 : (uint64_t)nanos;
  int shift = 63 - __builtin_clzll(v) - 7;
  histogram[((uint64_t)shift << 7) + (v >> shift) - 128]++;
}

static double percentile(double share) {
  uint64_t sum = 0, seen = 0;
  for (int i = 0; i < 64 << 7; i++) sum += histogram[i];
  for (int i = 0; i < 64 << 7; i++) {
    seen += histogram[i];
    if (seen > 0 && (double)seen >= share * (double)sum)
      return (double)((uint64_t)(128 + (i & 127)) << (i >> 7)) / 1000;
  }
  return 0;
}

static void report(double seconds) {
  printf("{\"done\":%lu,\"failed\":%lu,\"seconds\":%.4f,\"p50\":%.1f,\"p99\":%.1f,\"p999\":%.1f}\n",
         done, failed, seconds, percentile(.5), percentile(.99), percentile(.999));
  fflush(stdout);
}

/* ---- one connection ---- */

static void begin(struct connection *c) {
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (c->fd < 0) die("socket");
  no_delay(c->fd);
  c->phase = CONNECTING;
  c->began = now_nanos();
  c->head_bytes = 0;
  c->read_bytes = 0;
  struct sockaddr_in a = loopback(port);
  if (connect(c->fd, (struct sockaddr *)&a, sizeof a) < 0 && errno != EINPROGRESS) die("connect");
  watch(epoll, EPOLL_CTL_ADD, c->fd, EPOLLOUT, c);
}

static void lost(struct connection *c, const char *when) {
  if (failed++ < 3) fprintf(stderr, "wsload: lost while %s: %s\n", when, strerror(errno));
  if (failed > 1000) die("too many connections were lost");
  close(c->fd);
  begin(c);
}

static void upgrade(struct connection *c) {
  static unsigned peer;
  char request[1024], forwarded[64] = "";
  if (many_peers) { /* as a trusted proxy in front would say it */
    peer++;
    snprintf(forwarded, sizeof forwarded, "X-Forwarded-For: 10.%u.%u.%u\r\n", peer >> 16 & 255,
             peer >> 8 & 255, peer & 255);
  }
  int n = snprintf(
      request, sizeof request,
      "GET /stream?v=7 HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: Upgrade\r\n"
      "Pragma: no-cache\r\nCache-Control: no-cache\r\n"
      "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
      "Chrome/140.0.0.0 Safari/537.36\r\nUpgrade: websocket\r\nOrigin: http://127.0.0.1\r\n"
      "Sec-WebSocket-Version: 13\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n"
      "Accept-Language: en-US,en;q=0.9\r\n%sSec-WebSocket-Key: " KEY "\r\n\r\n",
      port, forwarded);
  watch(epoll, EPOLL_CTL_MOD, c->fd, EPOLLIN, c);
  c->phase = UPGRADING;
  if (send(c->fd, request, (size_t)n, MSG_NOSIGNAL) != n) lost(c, "asking");
}

/* Sends so many frames; what the socket does not take goes on when it is writable. */
static void send_frames(struct connection *c, unsigned count) {
  uint64_t bytes = count * frame_bytes + c->unsent;
  /* Frames are all alike, so whatever is left of them is the tail of the array. */
  const uint8_t *from = frames + (uint64_t)in_flight * frame_bytes - bytes;
  ssize_t sent = send(c->fd, from, bytes, MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN) {
    lost(c, "sending");
    return;
  }
  uint64_t was = c->unsent;
  c->unsent = bytes - (sent < 0 ? 0 : (uint64_t)sent);
  if ((was > 0) != (c->unsent > 0))
    watch(epoll, EPOLL_CTL_MOD, c->fd, c->unsent > 0 ? EPOLLIN | EPOLLOUT : EPOLLIN, c);
}

static void send_close(struct connection *c) {
  uint8_t frame[8] = {OPCODE_CLOSE, MASKED, 0, 0, 0, 0};
  size_t n = 6;
  if (close_code) {
    frame[1] = MASKED | 2;
    frame[6] = (uint8_t)(close_code >> 8);
    frame[7] = (uint8_t)close_code;
    n = 8;
  }
  c->phase = CLOSING;
  if (send(c->fd, frame, n, MSG_NOSIGNAL) != (ssize_t)n) lost(c, "closing");
}

static void opened(struct connection *c) {
  c->phase = OPEN;
  if (mode == ECHO) {
    c->began = now_nanos();
    send_frames(c, (unsigned)in_flight);
  } else if (mode == CYCLE || mode == IDLE) {
    send_frames(c, 1);
  } else {
    done++; /* so that the sender knows when all stand */
  }
}

static void answered(struct connection *c, unsigned count) {
  int64_t now = now_nanos();
  done += count;
  if (mode == ECHO) {
    if (in_flight == 1) record(now - c->began);
    c->began = now;
    if (now < deadline) send_frames(c, count);
  } else if (mode == RATE) {
    for (unsigned i = 0; i < count; i++) record(now - c->due[c->due_tail++ % DUE_MAX]);
  } else if (mode == CYCLE) {
    done--;
    send_close(c);
  }
}

static void ended(struct connection *c) {
  close(c->fd);
  if (mode == IDLE) {
    c->fd = -1;
    done--;
    return;
  }
  int64_t now = now_nanos();
  record(now - c->began);
  done++;
  if (now < deadline) begin(c);
  else c->fd = -1;
}

static void upgrade_answer(struct connection *c) {
  ssize_t n = recv(c->fd, c->head + c->head_bytes, sizeof c->head - 1 - (size_t)c->head_bytes, 0);
  if (n <= 0) {
    lost(c, "waiting for the 101");
    return;
  }
  c->head_bytes += (int)n;
  c->head[c->head_bytes] = 0;
  if (!strstr(c->head, "\r\n\r\n")) return;
  if (strncmp(c->head, "HTTP/1.1 101 ", 13) != 0) lost(c, "being refused");
  else opened(c);
}

static void readable(struct connection *c) {
  if (c->phase == UPGRADING) {
    upgrade_answer(c);
    return;
  }
  ssize_t n = recv(c->fd, in, sizeof in, 0);
  if (n < 0 && errno == EAGAIN) return;
  if (c->phase == CLOSING) {
    if (n > 0) c->read_bytes += (uint64_t)n;
    else if (n == 0 && (c->read_bytes == (close_code ? 4 : 2))) ended(c);
    else lost(c, "waiting for the Close");
    return;
  }
  if (n <= 0) {
    lost(c, "open");
    return;
  }
  c->read_bytes += (uint64_t)n;
  unsigned count = (unsigned)(c->read_bytes / answer_bytes);
  c->read_bytes %= answer_bytes;
  if (count > 0) answered(c, count);
}

static void step(int timeout) {
  struct epoll_event events[512];
  int n = epoll_wait(epoll, events, 512, timeout);
  for (int i = 0; i < n; i++) {
    struct connection *c = events[i].data.ptr;
    if (!c) continue; /* the timer, for which its owner looks */
    if (c->phase == CONNECTING) {
      int error = 0;
      socklen_t size = sizeof error;
      getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &size);
      errno = error;
      if (error) lost(c, "connecting");
      else upgrade(c);
    } else if (events[i].events & EPOLLOUT) {
      send_frames(c, 0);
    } else {
      readable(c);
    }
  }
}

static void open_all(int at_once) {
  for (int i = 0; i < connections; i++) {
    begin(&all[i]);
    while ((uint64_t)i + 1 >= done + (uint64_t)at_once) step(1000);
  }
}

/* ---- the cases ---- */

static void run_until_deadline(void) {
  int64_t from = now_nanos();
  while (now_nanos() < deadline) step(10);
  report((double)(now_nanos() - from) / 1e9);
}

static void run_rate(int per_second, double seconds) {
  int64_t until = now_nanos() + 10000000000LL;
  while (done < (uint64_t)connections && now_nanos() < until) step(100);
  done = 0;
  int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
  watch(epoll, EPOLL_CTL_ADD, timer, EPOLLIN, NULL);
  int64_t from = now_nanos() + 1000000;
  uint64_t total = (uint64_t)(per_second * seconds), sent = 0;
  int64_t give_up = from + (int64_t)(seconds * 1e9) + 5000000000LL;
  while (done < total && now_nanos() < give_up) {
    int64_t now = now_nanos();
    for (; sent < total; sent++) {
      int64_t due = from + (int64_t)((double)sent * 1e9 / per_second);
      if (due > now) {
        struct itimerspec at = {.it_value = {due / 1000000000, due % 1000000000}};
        timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, NULL);
        break;
      }
      struct connection *c = &all[sent % (uint64_t)connections];
      if (c->due_head - c->due_tail < DUE_MAX) c->due[c->due_head++ % DUE_MAX] = due;
      else die("too many messages under way");
      send_frames(c, 1);
    }
    step(sent < total ? -1 : 100);
    uint64_t fired;
    if (read(timer, &fired, sizeof fired) < 0 && errno != EAGAIN) die("timer");
  }
  failed += total - done;
  report((double)(now_nanos() - from) / 1e9);
}

static void run_idle(void) {
  char line[16];
  int64_t from = now_nanos();
  open_all(500);
  while (done < (uint64_t)connections) step(1000);
  printf("open in %.2f s\n", (double)(now_nanos() - from) / 1e9);
  fflush(stdout);
  if (!fgets(line, sizeof line, stdin)) return;
  from = now_nanos();
  for (int i = 0; i < connections; i++) {
    all[i].read_bytes = 0;
    send_close(&all[i]);
    while (done + 500 < (uint64_t)(connections - i)) step(1000);
    step(0);
  }
  while (done > 0 && now_nanos() - from < 60000000000LL) step(1000);
  failed += done;
  done = (uint64_t)connections - done;
  report((double)(now_nanos() - from) / 1e9);
}

int main(int count, char **argument) {
  if (count >= 2 && strcmp(argument[1], "echo-service") == 0) {
    echo_service(count > 2 ? atoi(argument[2]) : 0);
    return 0;
  }
  if (count < 4) {
    fprintf(stderr, "usage: wsload echo-service|echo|rate|cycle|idle …, see load.c\n");
    return 2;
  }
  const char *what = argument[1];
  int numbers[6] = {0};
  for (int i = 2; i < count && i < 8; i++) numbers[i - 2] = atoi(argument[i]);
  port = numbers[0];
  connections = numbers[1];
  int per_second = 0, seconds = 0;
  payload_bytes = 64;
  if (strcmp(what, "echo") == 0 && count == 7) {
    mode = ECHO;
    in_flight = numbers[2];
    payload_bytes = (uint64_t)numbers[3];
    seconds = numbers[4];
  } else if (strcmp(what, "rate") == 0 && count == 7) {
    mode = RATE;
    per_second = numbers[2];
    payload_bytes = (uint64_t)numbers[3];
    seconds = numbers[4];
    in_flight = DUE_MAX;
  } else if (strcmp(what, "cycle") == 0 && (count == 6 || count == 7)) {
    mode = CYCLE;
    close_code = numbers[2];
    seconds = numbers[3];
    many_peers = count == 7;
  } else if (strcmp(what, "idle") == 0) {
    mode = IDLE;
    close_code = 1000;
  } else {
    fprintf(stderr, "wsload: unknown case %s, or not its arguments\n", what);
    return 2;
  }

  uint8_t header[14];
  answer_bytes = (uint64_t)frame_header(header, payload_bytes, 0) + payload_bytes;
  int header_bytes = frame_header(header, payload_bytes, 1);
  frame_bytes = (uint64_t)header_bytes + payload_bytes;
  frames = calloc((size_t)in_flight, frame_bytes);
  all = calloc((size_t)connections, sizeof *all);
  if (!frames || !all) die("calloc");
  for (int i = 0; i < in_flight; i++) {
    memcpy(frames + (uint64_t)i * frame_bytes, header, (size_t)header_bytes);
    memset(frames + (uint64_t)i * frame_bytes + header_bytes, 'x', payload_bytes);
  }
  for (int i = 0; mode == RATE && i < connections; i++)
    if (!(all[i].due = calloc(DUE_MAX, sizeof *all[i].due))) die("calloc");

  epoll = epoll_create1(0);
  deadline = now_nanos() + seconds * 1000000000LL;
  if (mode == IDLE) {
    run_idle();
  } else {
    for (int i = 0; i < connections; i++) begin(&all[i]);
    if (mode == RATE) run_rate(per_second, seconds);
    else run_until_deadline();
  }
  return failed > 0 ? 3 : 0;
}
