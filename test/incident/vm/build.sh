#!/bin/bash
# build.sh SUITE DIR NODE
#
# Makes, in the new folder DIR, a small Debian server for qemu, with a real gunicorn.service that starts at boot:
#
#   vmlinuz       the suite's own cloud kernel, taken out of its package (trixie: 6.12, bookworm: 6.1)
#   initrd.img    busybox, and the modules that reach the disk and the network
#   disk.raw      ext4 without partitions, sparse, made without a loop mount (mke2fs -d)
#   id, known_hosts   what ssh logs in with, and knows the server by
#   versions      kernel, systemd, Gunicorn and Python, a line each
#
# NODE is the Node binary that goes in: Debian has none that is new enough. guest/ is laid over the server's root.
#
# Needs root, for mmdebstrap's chroot, the packages of tools.sh, and apt's access to a Debian archive: the one that this
# machine's apt is set to. Takes one to three minutes and a gigabyte; DIR keeps 360 MB.
set -euo pipefail
suite=${1:?SUITE} dir=${2:?DIR} node=${3:?NODE}
here=$(dirname "$(readlink -f "$0")")
root=$dir/root

say() { printf '%4d s  %s\n' "$SECONDS" "$*"; }
fail() {
  echo "build.sh: $*" >&2
  exit 1
}

# The archive that this machine's apt has its own packages from: any suite of Debian is there.
mirror() {
  local codename
  codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' "Codename: $codename" | head -1
}

# ------------------------------------------------------------------------------------------------- the server's root

# The kernel's package is fetched inside: the lists of the host's apt know the host's release alone.
debootstrap_root() {
  local packages=systemd-sysv,dbus,udev,kmod,procps,iproute2,util-linux,openssh-server
  packages+=,python3,gunicorn,python3-setproctitle,libatomic1,libstdc++6
  local fetch_kernel='
    cd /var/tmp
    package=$(apt-cache depends linux-image-cloud-amd64 | sed -n "s/.*Depends: *\(linux-image-[0-9].*\)/\1/p" | head -1)
    apt-get -o APT::Sandbox::User=root download "$package"'
  mmdebstrap --quiet --mode=root --variant=minbase --include="$packages" \
    --aptopt='APT::Install-Recommends "false"' \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    --customize-hook="chroot \"\$1\" sh -ec '$fetch_kernel'" \
    "$suite" "$root" "$1"
}

# Sets `kernel`. No package is installed for it: no initramfs-tools, no bootloader.
unpack_kernel() {
  local modules=$dir/kernel/usr/lib/modules
  dpkg-deb -x "$root"/var/tmp/linux-image-*.deb "$dir/kernel"
  rm "$root"/var/tmp/linux-image-*.deb
  [ -d "$modules" ] || modules=$dir/kernel/lib/modules
  kernel=$(ls "$modules")
  mv "$dir/kernel/boot/vmlinuz-$kernel" "$dir/vmlinuz"
  mkdir -p "$root/usr/lib/modules"
  mv "$modules/$kernel" "$root/usr/lib/modules/"
  chroot "$root" depmod "$kernel"
}

# The modules are unpacked here and loaded in their order by plain insmod: no udev needed.
build_initrd() {
  local initrd=$dir/initrd path name module
  mkdir -p "$initrd"/{bin,dev,proc,sys,mnt,modules}
  cp /bin/busybox "$initrd/bin/busybox"
  ln -s busybox "$initrd/bin/sh"
  install -m 755 "$here/initrd-init.sh" "$initrd/init"
  for module in virtio_pci virtio_blk ext4 virtio_net; do
    chroot "$root" modprobe --set-version "$kernel" --show-depends "$module"
  done | sed -n 's/^insmod \([^ ]*\).*/\1/p' | awk '!seen[$0]++' | while read -r path; do
    name=$(basename "$path" | sed 's/\.\(xz\|zst\)$//')
    case $path in
      *.xz) xz -dc "$root$path" ;;
      *.zst) zstd -qdc "$root$path" ;;
      *) cat "$root$path" ;;
    esac >"$initrd/modules/$name"
    echo "$name" >>"$initrd/modules/order"
  done
  (cd "$initrd" && find . | cpio --quiet -o -H newc) >"$dir/initrd.img"
}

# --------------------------------------------------------------------------------------------------- its settings

configure() {
  cp -r "$here/guest/." "$root/"
  cp "$here/../../support/apps/holder.py" "$root/srv/app/"
  install -m 755 "$node" "$root/usr/local/bin/node"
  echo incident >"$root/etc/hostname"
  echo '127.0.0.1 localhost incident' >"$root/etc/hosts"
  echo '/dev/vda / ext4 noatime 0 0' >"$root/etc/fstab"
  tr -d - </proc/sys/kernel/random/uuid >"$root/etc/machine-id"
  chroot "$root" systemctl -q enable systemd-networkd ssh gunicorn incident-ready 2>/dev/null
  skip_what_it_does_not_need
}

# Under emulation every process at boot is dear. udev's walk over all devices is cut down by guest/.
skip_what_it_does_not_need() {
  chroot "$root" systemctl -q mask apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer fstrim.timer \
    e2scrub_all.timer e2scrub_reap.service getty@tty1.service serial-getty@ttyS0.service \
    systemd-networkd-wait-online.service systemd-pstore.service systemd-binfmt.service ldconfig.service \
    systemd-journal-catalog-update.service systemd-update-done.service systemd-hwdb-update.service \
    systemd-network-generator.service systemd-udev-load-credentials.service kmod-static-nodes.service \
    modprobe@drm.service modprobe@configfs.service modprobe@fuse.service proc-sys-fs-binfmt_misc.automount \
    dev-hugepages.mount dev-mqueue.mount sys-kernel-debug.mount sys-kernel-tracing.mount sys-kernel-config.mount \
    sys-fs-fuse-connections.mount 2>/dev/null || true # not every suite has all of them
  # It would look for a vsock that this machine does not have.
  mkdir -p "$root/etc/systemd/system-generators"
  ln -s /dev/null "$root/etc/systemd/system-generators/systemd-ssh-generator"
}

make_keys() {
  local host=$root/etc/ssh/ssh_host_ed25519_key
  ssh-keygen -q -t ed25519 -N '' -C incident -f "$dir/id"
  install -D -m 600 "$dir/id.pub" "$root/root/.ssh/authorized_keys"
  rm -f "$root"/etc/ssh/ssh_host_*
  ssh-keygen -q -t ed25519 -N '' -C incident -f "$host"
  echo "incident $(cut -d' ' -f1,2 "$host.pub")" >"$dir/known_hosts"
}

versions() {
  echo "kernel $kernel"
  chroot "$root" dpkg-query -W -f '${Package} ${Version}\n' systemd gunicorn python3
  echo "node $("$node" --version)"
}

# ------------------------------------------------------------------------------------------------------------------

[ "$(id -u)" = 0 ] || fail 'only root can build one'
archive=$(mirror)
[ -n "$archive" ] || fail "apt knows no Debian archive; has 'apt-get update' been run?"
mkdir -p "$dir"
say "the packages of $suite"
debootstrap_root "$archive"
say 'kernel and initrd'
unpack_kernel
build_initrd
configure
make_keys
versions >"$dir/versions"
say 'disk'
mke2fs -q -F -t ext4 -L incident -m 0 -E lazy_itable_init=1,lazy_journal_init=1 -d "$root" "$dir/disk.raw" 3G >/dev/null
rm -rf "$root" "$dir/kernel" "$dir/initrd"
say "done: $(du -sh "$dir" | cut -f1), kernel $kernel"
