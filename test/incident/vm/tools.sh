#!/bin/bash
# tools.sh: installs the Debian packages that building and running the servers takes, as far as they are missing.
# As root. qemu and busybox come from here too, so nothing but apt's archive is needed.
set -euo pipefail

apt() { DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=300 "$@" </dev/null >/dev/null; }

missing=()
for pair in qemu-system-x86_64:qemu-system-x86 mmdebstrap:mmdebstrap mke2fs:e2fsprogs cpio:cpio xz:xz-utils zstd:zstd \
  ssh:openssh-client setpriv:util-linux; do
  command -v "${pair%:*}" >/dev/null || missing+=("${pair#*:}")
done
# The busybox of the initrd must run without any library.
{ [ -x /bin/busybox ] && ! ldd /bin/busybox >/dev/null 2>&1; } || missing+=(busybox-static)

[ ${#missing[@]} -gt 0 ] || exit 0
[ "$(id -u)" = 0 ] || { echo "tools.sh: only root can install ${missing[*]}" >&2 && exit 1; }
echo "installing ${missing[*]}"
apt update
apt install --no-install-recommends "${missing[@]}"
