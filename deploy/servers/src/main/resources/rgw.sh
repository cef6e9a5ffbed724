#!/bin/sh
# A Ceph of one machine (monitor, object store, RADOS Gateway) on loopback: a real S3 server that enforces object lock.
#   rgw.sh start DIR PORT MONITOR_PORT [TLS_PORT TLS_PEM]   in DIR, which must not exist; returns when it answers
#   rgw.sh again DIR                                        what was killed, on its own data
#   rgw.sh kill DIR                                         SIGKILL to all three
# Debian: apt-get install --no-install-recommends radosgw ceph-mon ceph-osd ceph-common
# Access key AKIDTEST, secret key secretsecret, region us-east-1, addressing by path.
set -eu

daemons() {
  ceph-mon -c "$dir/ceph.conf" -i a
  ceph-osd -c "$dir/ceph.conf" -i 0 >/dev/null 2>&1
}

gateway() {
  radosgw -c "$dir/ceph.conf" -n client.rgw.a
  tries=0
  until curl -fs -o /dev/null "http://127.0.0.1:$(cat "$dir/port")/"; do
    tries=$((tries + 1))
    [ "$tries" -lt 900 ] || { echo "the gateway does not answer; see $dir/log" >&2; exit 1; }
    sleep 0.1
  done
}

kill_all() {
  for name in client.rgw.a osd.0 mon.a; do
    [ -f "$dir/run/$name.pid" ] || continue
    kill -9 "$(cat "$dir/run/$name.pid")" 2>/dev/null || true
    rm -f "$dir/run/$name.pid"
  done
}

configuration() {
  cat <<CONF
[global]
fsid = $fsid
mon host = v2:127.0.0.1:$1
mon initial members = a
ms bind ipv6 = false
public addr = 127.0.0.1
cluster addr = 127.0.0.1
public network = 127.0.0.0/8
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
keyring = $dir/keyring
auth allow insecure global id reclaim = false
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 2
osd pool default pgp num = 2
mon allow pool size one = true
mon max pg per osd = 1000
mon data avail crit = 1
mon data avail warn = 1
osd crush chooseleaf type = 0
osd objectstore = bluestore
bluestore block size = 4294967296
bluestore block create = true
osd memory target = 939524096
osd check max object name len on startup = false
run dir = $dir/run
admin socket = $dir/run/\$name.\$pid.asok
pid file = $dir/run/\$name.pid
log file = $dir/log/\$name.log
[mon.a]
mon data = $dir/mon
keyring = $dir/mon/keyring
[osd.0]
osd data = $dir/osd
keyring = $dir/osd/keyring
[client.rgw.a]
rgw data = $dir/rgw
keyring = $dir/rgw/keyring
rgw frontends = beast endpoint=127.0.0.1:$2$3
rgw crypt require ssl = false
rgw crypt s3 kms backend = testing
rgw crypt s3 kms encryption keys = testkey=MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=
rgw enable usage log = false
CONF
}

start() {
  [ ! -e "$1" ] || { echo "$1 exists; give a new directory" >&2; exit 2; }
  mkdir -p "$1"
  dir=$(cd "$1" && pwd -P)
  mkdir -p "$dir/mon" "$dir/osd" "$dir/rgw" "$dir/run" "$dir/log"
  echo "$2" >"$dir/port"
  fsid=$(cat /proc/sys/kernel/random/uuid)
  tls=''
  [ -z "${4:-}" ] || tls=" ssl_endpoint=127.0.0.1:$4 ssl_certificate=$5 ssl_private_key=$5"
  configuration "$3" "$2" "$tls" >"$dir/ceph.conf"
  export CEPH_CONF="$dir/ceph.conf"
  monmaptool --create --fsid "$fsid" --addv a "[v2:127.0.0.1:$3]" "$dir/monmap" >/dev/null
  ceph-authtool --create-keyring "$dir/keyring" --gen-key -n mon. --cap mon 'allow *' >/dev/null
  ceph-authtool "$dir/keyring" --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *' >/dev/null
  ceph-mon -c "$CEPH_CONF" --mkfs -i a --monmap "$dir/monmap" --keyring "$dir/keyring"
  ceph-mon -c "$CEPH_CONF" -i a
  osd=$(cat /proc/sys/kernel/random/uuid)
  ceph osd new "$osd" >/dev/null
  ceph auth get-or-create osd.0 mon 'allow profile osd' osd 'allow *' mgr 'allow profile osd' -o "$dir/osd/keyring"
  # The store must be made with the very id that the monitor knows.
  ceph-osd -c "$CEPH_CONF" -i 0 --mkfs --osd-uuid "$osd" >/dev/null 2>&1
  ceph-osd -c "$CEPH_CONF" -i 0 >/dev/null 2>&1
  ceph auth get-or-create client.rgw.a mon 'allow rw' osd 'allow rwx' -o "$dir/rgw/keyring"
  # The first administrative call makes the zone, whose name S3 clients must know as the region.
  radosgw-admin user list >/dev/null 2>&1
  radosgw-admin zonegroup modify --rgw-zonegroup default --api-name us-east-1 >/dev/null 2>&1
  radosgw-admin user create --uid=audit --display-name=audit --access-key=AKIDTEST --secret-key=secretsecret >/dev/null
  gateway
}

command=$1
shift
case $command in
  start) start "$@" ;;
  again) dir=$(cd "$1" && pwd -P); export CEPH_CONF="$dir/ceph.conf"; daemons; gateway ;;
  kill) dir=$(cd "$1" && pwd -P); kill_all ;;
  *) echo "rgw.sh: no such command: $command" >&2; exit 2 ;;
esac
