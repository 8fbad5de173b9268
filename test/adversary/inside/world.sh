#!/bin/sh
# world.sh FOLDER DIST NODE: run by root in mount and pid namespaces of its own; builds the world of the adversary tests and
# becomes its first process. /proc is the kernel's own, with the world's processes alone: whatever a command chooses by itself,
# no process and no file of the machine can be hit. FOLDER/exchange is /home/exchange in it, for all users.
set -eu
folder=$1 dist=$2 node=$3
umask 022
stage=$folder/stage
mkdir -p "$stage"
mount -t tmpfs -o mode=755 world "$stage"
mkdir -p "$stage"/opt/fdtop "$stage"/home/exchange "$stage"/home/mallory "$stage"/var/log "$stage"/run "$stage"/tmp
mkdir -m 700 "$stage"/root
chmod 1777 "$stage/tmp"
cp -a /etc "$stage/etc"
# su and sg ask who calls them. No account of the machine has this uid.
echo 'mallory:x:61234:61234:the adversary of the tests:/home/mallory:/bin/sh' >>"$stage/etc/passwd"
echo 'mallory:x:61234:' >>"$stage/etc/group"
chown 61234:61234 "$stage/home/mallory"
cp -r "$dist" "$stage/opt/fdtop/dist"
mkdir "$stage/opt/honest"
cp "$folder"/exchange/inside/honest*.py "$stage/opt/honest"
touch "$stage/opt/node"
mount --bind "$node" "$stage/opt/node"
mount --bind "$folder/exchange" "$stage/home/exchange"
# /tmp last: the folder, the checkout and Node may lie there.
for place in etc opt root home var/log run tmp; do mount --rbind "$stage/$place" "/$place"; done
cd /
exec /usr/bin/python3 /home/exchange/inside/init.py
