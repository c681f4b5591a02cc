/* What the load generator and the echo service share: sockets on loopback, and the few bytes of
 * WebSocket that both know by heart. */
#ifndef BENCH_H
#define BENCH_H
#define _GNU_SOURCE

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* The key of RFC 6455 section 1.3 and the answer to it: with one key for all, nobody computes. */
#define KEY "dGhlIHNhbXBsZSBub25jZQ=="
#define ACCEPT "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

#define OPCODE_BINARY 0x82
#define OPCODE_CLOSE 0x88
#define MASKED 0x80
#define MASK_BYTES 4

static inline void die(const char *what) {
  fprintf(stderr, "wsload: %s: %s\n", what, strerror(errno));
  exit(1);
}

static inline int64_t now_nanos(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static inline struct sockaddr_in loopback(int port) {
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return a;
}

static inline void no_delay(int fd) {
  int one = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

static inline void watch(int epoll, int operation, int fd, uint32_t events, void *data) {
  struct epoll_event e = {.events = events, .data.ptr = data};
  if (epoll_ctl(epoll, operation, fd, &e) < 0) die("epoll_ctl");
}

/* Writes the header of a final binary frame and returns its length; the mask of a client's frame
 * is zero, so that nobody has to unmask: a proxy cannot tell, it passes on what it gets. */
static inline int frame_header(uint8_t *to, uint64_t payload, int masked) {
  int n = 0;
  to[n++] = OPCODE_BINARY;
  uint8_t mask_bit = masked ? MASKED : 0;
  if (payload < 126) {
    to[n++] = mask_bit | (uint8_t)payload;
  } else if (payload < 65536) {
    to[n++] = mask_bit | 126;
    to[n++] = (uint8_t)(payload >> 8);
    to[n++] = (uint8_t)payload;
  } else {
    to[n++] = mask_bit | 127;
    for (int shift = 56; shift >= 0; shift -= 8) to[n++] = (uint8_t)(payload >> shift);
  }
  if (masked) {
    memset(to + n, 0, MASK_BYTES);
    n += MASK_BYTES;
  }
  return n;
}

void echo_service(int port);
#endif
