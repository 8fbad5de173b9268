#!/bin/sh
# The initrd's /init: loads what reaches the disk, and hands over to the systemd on it.
export PATH=/bin
for tool in mount insmod switch_root sleep; do busybox ln -s busybox "/bin/$tool"; done
mount -t devtmpfs dev /dev
mount -t proc proc /proc
mount -t sysfs sys /sys
while read -r module; do insmod "/modules/$module"; done </modules/order
tries=0
while [ ! -b /dev/vda ] && [ $tries -lt 300 ]; do
  sleep 0.1
  tries=$((tries + 1))
done
mount -t ext4 -o rw,noatime /dev/vda /mnt || exec sh
for folder in dev proc sys; do mount --move "/$folder" "/mnt/$folder"; done
exec switch_root /mnt /sbin/init
