/* The floor of an HTTPS probe with OpenSSL: connect, full handshake with verification, request, read, close.
   floor-tls PORT PATH COUNT CAFILE prints: CPU microseconds, failures, resident kilobytes. */
#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static int probe(SSL_CTX *context, const struct sockaddr_in *address, const char *request, int length) {
  char buffer[16384];
  int have = 0;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return 0;
  SSL *ssl = SSL_new(context);
  SSL_set_fd(ssl, fd);
  int good = connect(fd, (const struct sockaddr *)address, sizeof *address) == 0 && SSL_connect(ssl) == 1 &&
             SSL_write(ssl, request, length) == length;
  while (good) {
    int got = SSL_read(ssl, buffer + have, (int)sizeof buffer - have);
    if (got <= 0) break;
    have += got;
  }
  SSL_free(ssl);
  close(fd);
  return good && have > 12 && memcmp(buffer, "HTTP/1.1 200", 12) == 0;
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  char request[512];
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(argv[1]))};
  inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
  int length = snprintf(request, sizeof request,
                        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nUser-Agent: floor\r\nAccept: */*\r\n"
                        "Connection: close\r\n\r\n",
                        argv[2], argv[1]);
  SSL_CTX *context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_load_verify_locations(context, argv[4], NULL);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  long failures = 0;
  for (long left = atol(argv[3]); left > 0; left--)
    if (!probe(context, &address, request, length)) failures++;
  /* Not ru_maxrss: that begins with what the parent had. */
  long pages = 0;
  FILE *memory = fopen("/proc/self/statm", "r");
  if (memory) {
    if (fscanf(memory, "%*d %ld", &pages) != 1) pages = 0;
    fclose(memory);
  }
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  printf("%ld %ld %ld\n",
         (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000L + usage.ru_utime.tv_usec +
             usage.ru_stime.tv_usec,
         failures, pages * (sysconf(_SC_PAGESIZE) / 1024));
  return 0;
}
