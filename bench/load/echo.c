/* The service behind the proxies: sends back each message as it came, and each Close, behind which
 * it ends the connection. One thread, epoll, no copy but the kernel's. */
#include "bench.h"

#define CHUNK (256 * 1024)
#define HEAD_MAX 8192

enum phase { HEAD, HEADER, PAYLOAD, ENDED };

struct peer {
  int fd;
  enum phase phase;
  uint8_t head[14]; /* of a frame, or the last bytes of the request's head */
  int head_bytes;
  int closing;
  uint64_t payload_left;
  uint8_t *unsent;
  size_t unsent_from, unsent_to, unsent_size;
};

static const char ANSWER[] =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: " ACCEPT "\r\n\r\n";

static int epoll;
static uint8_t in[CHUNK];
static uint8_t out[CHUNK * 2];

static void end(struct peer *p) {
  close(p->fd);
  free(p->unsent);
  free(p);
}

/* Sends, or keeps what the socket does not take and reads no more until it has. */
static void send_all(struct peer *p, const uint8_t *bytes, size_t count) {
  ssize_t sent = p->unsent_to > p->unsent_from ? 0 : send(p->fd, bytes, count, MSG_NOSIGNAL);
  if (sent < 0) sent = 0; /* a lost peer shows at the next read */
  if ((size_t)sent == count) return;
  size_t left = count - (size_t)sent;
  if (p->unsent_from == p->unsent_to) p->unsent_from = p->unsent_to = 0;
  if (p->unsent_to + left > p->unsent_size) {
    p->unsent_size = p->unsent_to + left;
    p->unsent = realloc(p->unsent, p->unsent_size);
    if (!p->unsent) die("realloc");
  }
  memcpy(p->unsent + p->unsent_to, bytes + sent, left);
  p->unsent_to += left;
  watch(epoll, EPOLL_CTL_MOD, p->fd, EPOLLOUT, p);
}

static void writable(struct peer *p) {
  ssize_t sent = send(p->fd, p->unsent + p->unsent_from, p->unsent_to - p->unsent_from, MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN) {
    end(p);
    return;
  }
  if (sent > 0) p->unsent_from += (size_t)sent;
  if (p->unsent_from == p->unsent_to) watch(epoll, EPOLL_CTL_MOD, p->fd, EPOLLIN, p);
}

static int header_length(const uint8_t *head) {
  int length = head[1] & 0x7f;
  return 2 + (length == 126 ? 2 : length == 127 ? 8 : 0) + MASK_BYTES;
}

static uint64_t payload_length(const uint8_t *head) {
  int length = head[1] & 0x7f;
  if (length < 126) return (uint64_t)length;
  uint64_t value = 0;
  for (int i = 0; i < (length == 126 ? 2 : 8); i++) value = value << 8 | head[2 + i];
  return value;
}

/* Turns what was read into what goes back: the same frames without a mask. */
static size_t echo(struct peer *p, const uint8_t *bytes, size_t count) {
  size_t i = 0, o = 0;
  while (i < count) {
    if (p->phase == HEAD) { /* all that matters of a request is where it ends */
      uint8_t c = bytes[i++];
      memmove(p->head, p->head + 1, 3);
      p->head[3] = c;
      if (memcmp(p->head, "\r\n\r\n", 4) == 0) {
        memcpy(out + o, ANSWER, sizeof ANSWER - 1);
        o += sizeof ANSWER - 1;
        p->phase = HEADER;
        p->head_bytes = 0;
      }
    } else if (p->phase == HEADER) {
      p->head[p->head_bytes++] = bytes[i++];
      if (p->head_bytes < 2 || p->head_bytes < header_length(p->head)) continue;
      p->payload_left = payload_length(p->head);
      int n = header_length(p->head) - MASK_BYTES;
      out[o] = p->head[0];
      out[o + 1] = p->head[1] & 0x7f;
      memcpy(out + o + 2, p->head + 2, (size_t)n - 2);
      o += (size_t)n;
      p->head_bytes = 0;
      if (p->head[0] == OPCODE_CLOSE) p->closing = 1;
      if (p->payload_left > 0) p->phase = PAYLOAD;
    } else {
      size_t n = count - i < p->payload_left ? count - i : (size_t)p->payload_left;
      memcpy(out + o, bytes + i, n);
      i += n;
      o += n;
      p->payload_left -= n;
      if (p->payload_left == 0) p->phase = HEADER;
    }
  }
  return o;
}

static void readable(struct peer *p) {
  ssize_t count = recv(p->fd, in, sizeof in, 0);
  if (count < 0 && errno == EAGAIN) return;
  if (count <= 0) {
    end(p);
    return;
  }
  if (p->phase == ENDED) return;
  size_t answer = echo(p, in, (size_t)count);
  if (answer > 0) send_all(p, out, answer);
  if (p->closing && p->phase == HEADER) {
    p->phase = ENDED;
    shutdown(p->fd, SHUT_WR);
  }
}

static void accept_all(int listener) {
  for (;;) {
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
    if (fd < 0) return;
    no_delay(fd);
    struct peer *p = calloc(1, sizeof *p);
    if (!p) die("calloc");
    p->fd = fd;
    watch(epoll, EPOLL_CTL_ADD, fd, EPOLLIN, p);
  }
}

void echo_service(int port) {
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  int one = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  struct sockaddr_in a = loopback(port);
  socklen_t size = sizeof a;
  if (bind(listener, (struct sockaddr *)&a, sizeof a) < 0) die("bind");
  if (listen(listener, 4096) < 0) die("listen");
  getsockname(listener, (struct sockaddr *)&a, &size);
  printf("%d\n", ntohs(a.sin_port));
  fflush(stdout);
  epoll = epoll_create1(0);
  watch(epoll, EPOLL_CTL_ADD, listener, EPOLLIN, NULL);
  struct epoll_event events[512];
  for (;;) {
    int n = epoll_wait(epoll, events, 512, -1);
    for (int i = 0; i < n; i++) {
      struct peer *p = events[i].data.ptr;
      if (!p) accept_all(listener);
      else if (events[i].events & EPOLLOUT) writable(p);
      else readable(p);
    }
  }
}
