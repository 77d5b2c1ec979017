#!/bin/sh
# Images for a machine that reaches Debian's packages and no registry of images: a Debian with this clone's Node, Python
# and tini, as base of Troupe's; and etcd and NATS, from Debian's packages, on the same base. As root, for debootstrap.
#
#   deploy/docker/local/make-images.sh      makes troupe-local/base, troupe-local/etcd, troupe-local/nats
set -eu
cd "$(dirname "$0")/../../.."
suite=${SUITE:-bookworm}
node=$(readlink -f node_modules/.bin/node)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

debootstrap --variant=minbase \
  --include=ca-certificates,tini,util-linux,python3,python3-venv,python3-sklearn,etcd-server,etcd-client,nats-server,wget \
  "$suite" "$root" ${MIRROR:-} >&2
rm -rf "$root/var/cache/apt/archives" "$root/var/lib/apt/lists"
install -m 755 "$node" "$root/usr/local/bin/node"

tar -C "$root" -c . | docker import --change 'ENV PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin' \
  --change 'CMD ["sh"]' - troupe-local/base
printf 'FROM troupe-local/base\nENV ETCDCTL_API=3\nENTRYPOINT ["etcd"]\n' | docker build -q -t troupe-local/etcd -
printf 'FROM troupe-local/base\nENTRYPOINT ["nats-server"]\n' | docker build -q -t troupe-local/nats -
