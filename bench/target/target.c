/* A target that costs next to nothing: answers every request with 200 and the text in BODY, then closes.
   target BODY prints its port. Ends with its parent. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

static char answer[65536];
static int answer_length;

/* Answers when the whole request is there; true when the connection is done with. */
static int serve(int fd) {
  char buffer[8192];
  ssize_t got = recv(fd, buffer, sizeof buffer, MSG_PEEK);
  if (got < 0) return 0;
  if (got == 0) return 1;
  if (!memmem(buffer, (size_t)got, "\r\n\r\n", 4) && got < (ssize_t)sizeof buffer) return 0;
  recv(fd, buffer, (size_t)got, 0);
  send(fd, answer, (size_t)answer_length, MSG_NOSIGNAL);
  return 1;
}

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  signal(SIGPIPE, SIG_IGN);
  answer_length = snprintf(answer, sizeof answer,
                           "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n"
                           "Date: Thu, 01 Jan 2026 00:00:00 GMT\r\nServer: target\r\nConnection: close\r\n\r\n%s",
                           strlen(argv[1]), argv[1]);
  struct sockaddr_in address = {.sin_family = AF_INET};
  socklen_t size = sizeof address;
  inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 4096) != 0) return 1;
  getsockname(listener, (struct sockaddr *)&address, &size);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  int poll = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[256];
  epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    int count = epoll_wait(poll, events, 256, -1);
    for (int index = 0; index < count; index++) {
      int fd = events[index].data.fd;
      if (fd != listener) {
        if (serve(fd)) close(fd);
        continue;
      }
      while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        if (serve(fd)) {
          close(fd);
          continue;
        }
        struct epoll_event wanted = {.events = EPOLLIN | EPOLLET, .data.fd = fd};
        epoll_ctl(poll, EPOLL_CTL_ADD, fd, &wanted);
      }
    }
  }
}
