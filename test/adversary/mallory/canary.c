/* A library for LD_PRELOAD: whatever loads it is code of mallory's. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

__attribute__((constructor)) static void sing(void) {
  uid_t real, effective, saved;
  char line[300];
  int fd = open("/home/exchange/canary/lines", O_WRONLY | O_APPEND | O_CREAT, 0666);
  getresuid(&real, &effective, &saved);
  snprintf(line, sizeof line,
           "{\"what\":\"LD_PRELOAD\",\"argv\":[],\"uids\":[%d,%d,%d],\"gids\":[%d],\"secret\":%s}\n", real,
           effective, saved, getgid(), getenv("SECRET") ? "true" : "false");
  if (fd >= 0) {
    if (write(fd, line, __builtin_strlen(line))) {}
    close(fd);
  }
}
