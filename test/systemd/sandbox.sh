#!/bin/bash
# sandbox.sh COMMAND [ARGS...]
#
# Boots a real systemd, with a real gunicorn.service, on a throw-away copy of this machine's root, runs COMMAND in it as
# root, takes everything down again, and exits with COMMAND's status. About 3 s. Nothing on the machine changes.
#
# How: systemd is pid 1 of its own pid, mount, cgroup, uts, ipc and net namespaces. Its root is an overlay whose lower
# layer is the machine's /, its upper one a tmpfs. Only the units named below run.
#
# Environment:
#   APPDIR=/dir         folder with the WSGI app, copied to /srv/app inside
#   APP=module:callable
#   WORKERS=2
#   BIND=/dir1:/dir2    folders that COMMAND sees read-write at the same path, e.g. the checkout. What else changes on
#                       the machine's / while the overlay is mounted is undefined inside (overlayfs): bind what is live.
#   EXTRA_UNITS=/dir    unit files and drop-ins (gunicorn.service.d/x.conf), copied to /etc/systemd/system inside
#   KEEP=1              runs no COMMAND: prints the pid of the inner systemd when it is up (nsenter -t PID -a -- ...)
#                       and stays until stdin ends
#
# Needs: root with CAP_SYS_ADMIN, a writable cgroup2, and the packages systemd, util-linux, gunicorn and procps (kill).
# Exit status 9: the sandbox itself did not come up; the reason is on stderr.
#
# What is left when this script ends, in whatever way, is nothing: the namespaces die with it (PR_SET_PDEATHSIG along
# the chain script -> unshare -> inner pid 1, and with pid 1 all in its pid namespace), their mounts and the tmpfs with
# them, and a janitor in a session of its own then removes the cgroup and the empty folder. Only when somebody kills the
# janitor too, and with KILL, these two empty directories stay: fdtop-sandbox.* in cgroup2 and in the temporary folder.
#
# Known limits:
# - Never let systemd boot on the machine's own root: its systemd-tmpfiles empties /tmp, and it writes to /proc/sys, /dev
#   and /var/log/journal. The guards below make that impossible; keep them.
# - No udev, logind, tmpfiles, nor cgroup controllers (MemoryMax and TasksMax do nothing).
# - The hard limit of open files is the machine's: a LimitNOFILE above it is silently clipped.
# - systemd says "active" before Gunicorn's workers have loaded the app (Type=notify).
# - /proc/PID/cgroup inside still lists the machine's v1 hierarchies: read the 0:: line.
# - What nsenter starts stays in the outer cgroup (0::/..), unless systemd-run --scope moves it, as for COMMAND.
set -u
: "${APPDIR:?folder with the WSGI app}" "${APP:?module:callable}" "${WORKERS:=2}" "${BIND:=}" "${EXTRA_UNITS:=}" "${KEEP:=}"
self=$(readlink -f "$0")

fail() {
  echo "sandbox: $1" >&2
  exit 9
}

# ---------------------------------------------------------------- inside: pid 1 of the new namespaces, not yet systemd

# Builds the root on a tmpfs at $1. The upper layer must not lie in the lower one's file system.
build_root() {
  local top=$1 root=$1/root entry
  mount --make-rprivate /
  mount -t tmpfs -o mode=755,size=1g tmpfs "$top"
  mkdir "$top"/{upper,work,root}
  mount -t overlay overlay -o "lowerdir=/,upperdir=$top/upper,workdir=$top/work" "$root"
  # What fdtop keeps on this machine is not for the one inside: systemd would move that folder, which an overlay refuses (EXDEV).
  rm -rf "$root/var/lib/fdtop"
  mount -t proc proc "$root/proc"
  mount --bind "$root/proc/sys" "$root/proc/sys"
  mount -o remount,bind,ro "$root/proc/sys"
  mount -t sysfs -o ro sysfs "$root/sys"
  mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup" # seen from our own cgroup, whatever the machine's layout is
  build_dev "$root/dev"
  for entry in run:755 tmp:1777 var/tmp:1777; do
    mount -t tmpfs -o "mode=${entry#*:}" tmpfs "$root/${entry%:*}"
  done
}

build_dev() {
  local dev=$1 name
  mount -t tmpfs -o mode=755 tmpfs "$dev"
  for name in null zero full random urandom tty; do
    touch "$dev/$name"
    mount --bind "/dev/$name" "$dev/$name"
  done
  ln -s /proc/self/fd "$dev/fd"
  ln -s fd/0 "$dev/stdin"
  ln -s fd/1 "$dev/stdout"
  ln -s fd/2 "$dev/stderr"
  ln -s pts/ptmx "$dev/ptmx"
  mkdir "$dev"/{pts,shm}
  mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$dev/pts"
  mount -t tmpfs -o mode=1777 tmpfs "$dev/shm"
}

# Only these units: the folder is replaced in the upper layer, so nothing that the machine has enabled starts.
write_units() {
  local units=$1/etc/systemd/system unit
  rm -rf "$units"
  mkdir -p "$units"
  cat >"$units/gunicorn.service" <<UNIT
[Unit]
Description=gunicorn
[Service]
Type=notify
ExecStart=/usr/bin/gunicorn --chdir /srv/app -w $WORKERS -b 127.0.0.1:8000 $APP
ExecReload=/bin/kill -s HUP \$MAINPID
KillMode=mixed
Restart=on-failure
[Install]
WantedBy=test.target
UNIT
  cat >"$units/test.target" <<UNIT
[Unit]
DefaultDependencies=no
AllowIsolate=yes
Wants=systemd-journald.socket systemd-journald.service dbus.socket gunicorn.service
UNIT
  # Masked: what would write to the machine, or wait for a device. A unit of these may be pulled in by any other.
  for unit in systemd-tmpfiles-setup.service systemd-tmpfiles-setup-dev.service systemd-tmpfiles-clean.timer \
    systemd-tmpfiles-clean.service systemd-sysctl.service systemd-udevd.service systemd-udev-trigger.service \
    systemd-modules-load.service systemd-timesyncd.service systemd-random-seed.service systemd-update-utmp.service \
    systemd-remount-fs.service systemd-journal-flush.service dev-hugepages.mount dev-mqueue.mount \
    sys-kernel-debug.mount sys-kernel-tracing.mount sys-fs-fuse-connections.mount proc-sys-fs-binfmt_misc.automount; do
    ln -s /dev/null "$units/$unit"
  done
  [ -z "$EXTRA_UNITS" ] || cp -r "$EXTRA_UNITS"/. "$units/"
}

# Refuses to go on unless the root is the throw-away one and the kernel's settings cannot be written.
guard() {
  [ "$(stat -fc %T /)" = overlayfs ] && [ "$(stat -fc %T /tmp)" = tmpfs ] && [ "$(stat -fc %T /dev)" = tmpfs ] &&
    [ "$(stat -fc %T /run)" = tmpfs ] && ! (: >/proc/sys/fs/file-max) 2>/dev/null
}

boot() {
  set -e
  local top=$1 root=$1/root folder folders
  [ $$ = 1 ] || fail 'not pid 1 of a pid namespace'
  build_root "$top"
  mkdir -p "$root/srv/app"
  cp -r "$APPDIR"/. "$root/srv/app/"
  IFS=: read -ra folders <<<"$BIND"
  for folder in "${folders[@]}"; do
    mkdir -p "$root$folder"
    mount --bind "$folder" "$root$folder"
  done
  write_units "$root"
  mkdir -p "$root/oldroot"
  cd "$root"
  pivot_root . oldroot
  umount -l /oldroot
  rmdir /oldroot
  guard || fail 'guard: this is not the throw-away root, so systemd is not started'
  exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 container=fdtop-sandbox \
    /lib/systemd/systemd --system --unit=test.target --log-level=warning --show-status=no </dev/null
}

if [ "${1:-}" = __boot ]; then
  boot "$2"
fi

# ------------------------------------------------------------------------------------------------ outside: the machine

# In a session of its own; waits for the end of its stdin, which is this script's end, and removes what the kernel does
# not. A cgroup can be removed once the last process in it has been reaped.
janitor() {
  cat >/dev/null
  for _ in $(seq 300); do
    find "$2" -depth -type d -exec rmdir {} + 2>/dev/null
    [ -d "$2" ] || break
    sleep 0.05
  done
  rmdir "$1"
}

if [ "${1:-}" = __janitor ]; then
  janitor "$2" "$3"
  exit
fi

[ "$(id -u)" = 0 ] || fail 'only root can build one'
[ -n "$KEEP" ] || [ $# -gt 0 ] || fail 'which command shall run inside?'
cgroups=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts) # a hybrid layout has it at /sys/fs/cgroup/unified
[ -n "$cgroups" ] || fail 'no cgroup2 is mounted'
top=$(mktemp -d "${TMPDIR:-/tmp}/fdtop-sandbox.XXXXXX") || fail 'no temporary folder'
cgroup=$cgroups/$(basename "$top")
mkdir "$cgroup" || {
  rmdir "$top"
  fail "no cgroup can be made in $cgroups"
}

# Fd 9 is the writing end of the janitor's stdin: this script's alone, so its end is the script's end.
exec 9> >(exec setsid "$self" __janitor "$top" "$cgroup" >/dev/null 2>&1)
janitor=$!
namespaces=
cleanup() {
  [ -z "$namespaces" ] || kill -KILL "$namespaces" 2>/dev/null # takes its child, the inner pid 1, along
  wait "$namespaces" 2>/dev/null
  exec 9>&-
  wait "$janitor"
}
trap cleanup EXIT
trap 'exit 143' TERM
trap 'exit 130' INT
trap 'exit 129' HUP

export APPDIR APP WORKERS BIND EXTRA_UNITS KEEP
(
  echo "$BASHPID" >"$cgroup/cgroup.procs" || exit 9 # this subshell alone: the cgroup namespace begins here
  exec setpriv --pdeathsig KILL \
    unshare --fork --pid --mount --cgroup --uts --ipc --net --kill-child=KILL "$self" __boot "$top"
) </dev/null 9>&- &
namespaces=$!

# The pid, out here, of the inner systemd; empty while it is still the script.
inner_pid() {
  local children
  children=$(cat "/proc/$namespaces/task/$namespaces/children" 2>/dev/null)
  for pid in $children; do
    [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = systemd ] && echo "$pid"
  done
}

systemd=
for _ in $(seq 300); do
  kill -0 "$namespaces" 2>/dev/null || fail 'it did not boot'
  systemd=$(inner_pid)
  [ -n "$systemd" ] && nsenter -t "$systemd" -a -- systemctl is-active -q gunicorn 2>/dev/null && break
  systemd=
  sleep 0.1
done
[ -n "$systemd" ] || fail 'gunicorn.service did not become active within 30 s'

if [ -n "$KEEP" ]; then
  echo "$systemd"
  # In the background: a signal ends wait, but has to wait for a command in the foreground.
  cat <&0 >/dev/null 9>&- &
  wait $!
  exit
fi
nsenter -t "$systemd" -a -- systemd-run --scope -q -- \
  /bin/sh -c 'cd "$0" 2>/dev/null || cd /; exec "$@"' "$PWD" "$@" <&0 9>&- &
wait $!
