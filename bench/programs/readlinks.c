/* readlinks DIR: what reading all links of a directory costs at the least. Prints how many there were. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv) {
  char target[4096];
  long count = 0;
  DIR *directory = argc == 2 ? opendir(argv[1]) : NULL;
  if (!directory) return 1;
  for (struct dirent *entry; (entry = readdir(directory));) {
    if (readlinkat(dirfd(directory), entry->d_name, target, sizeof target) >= 0) count++;
  }
  printf("%ld\n", count);
  return 0;
}
