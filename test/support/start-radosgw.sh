#!/usr/bin/env bash
# Runs a command against a real S3 server: a Ceph RADOS Gateway of its own, fresh and in memory, gone afterwards.
#
#   test/support/start-radosgw.sh run npm run test:int
#
# Needs the Debian packages ceph-mon, ceph-osd and radosgw. The command finds the gateway by S3_ENDPOINT,
# S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY, and its exit status is the status of this script. Everything listens on
# 127.0.0.1; between the daemons nobody has to prove who he is, so this is for tests and for nothing else.
set -euo pipefail

usage() {
  echo "usage: $0 run COMMAND [ARGUMENT...]" >&2
  exit 2
}
[ "${1:-}" = run ] && [ $# -ge 2 ] || usage
shift

readonly access_key=radosgw-test-access
readonly secret_key=radosgw-test-secret
readonly start_seconds_max=60

for program in ceph ceph-mon ceph-osd monmaptool radosgw radosgw-admin; do
  if ! command -v "$program" >/dev/null; then
    echo "$program is missing: apt-get install --no-install-recommends ceph-mon ceph-osd radosgw" >&2
    exit 1
  fi
done

data=$(mktemp -d "${TMPDIR:-/tmp}/radosgw-test.XXXXXXXX")
pids=()
command_pid=

# A process that has ended stays a zombie until its parent looks at it, so the state is asked for and not the pid alone.
is_running() {
  local state
  state=$(sed -n 's/^State:[[:space:]]*\(.\).*/\1/p' "/proc/$1/status" 2>/dev/null) || return 1
  [ -n "$state" ] && [ "$state" != Z ]
}

stop_process() {
  kill -TERM "$1" 2>/dev/null || return 0
  for _ in $(seq 100); do
    is_running "$1" || return 0
    sleep 0.05
  done
  kill -KILL "$1" 2>/dev/null || true
}

# The gateway first, the monitor last: each of them hangs for a while when the one it talks to is gone.
clean_up() {
  local place
  [ -z "$command_pid" ] || stop_process "$command_pid"
  for ((place = ${#pids[@]} - 1; place >= 0; place--)); do stop_process "${pids[place]}"; done
  rm -rf -- "$data"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

give_up() {
  echo "radosgw did not start: $1" >&2
  tail -n 20 "$data"/*.out >&2 || true
  exit 1
}

is_open() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

free_port() {
  local port
  for _ in $(seq 50); do
    port=$((20000 + RANDOM % 10000))
    is_open "$port" || { echo "$port"; return; }
  done
  echo "no free port was found" >&2
  return 1
}

# In a session of its own, so that a Ctrl-C on the terminal reaches the command and this script, and the daemons are
# stopped in their order.
start_daemon() {
  local name=$1
  shift
  setsid "$@" </dev/null >"$data/$name.out" 2>&1 &
  pids+=($!)
}

quietly() {
  local name=$1
  shift
  timeout "$start_seconds_max" "$@" >>"$data/$name.out" 2>&1 || give_up "$*"
}

gateway_port=$(free_port)
monitor_port=$(free_port)
cluster=$(cat /proc/sys/kernel/random/uuid)
configuration=$data/ceph.conf
mkdir "$data/monitor" "$data/osd" "$data/run"

# crc and not secure to the monitor: without authentication there is no key to encrypt with, and radosgw insists.
# One copy of everything, a few placement groups a pool, and no waiting for a quorum of one: that is most of the speed.
cat >"$configuration" <<CONFIGURATION
[global]
fsid = $cluster
mon_host = [v2:127.0.0.1:$monitor_port]
mon_initial_members = a
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
ms_bind_ipv6 = false
ms_bind_msgr1 = false
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
keyring = /dev/null
run_dir = $data/run
admin_socket = $data/run/\$name.asok
log_file = $data/\$name.out
crash_dir = $data/run
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 4
osd_pool_default_pgp_num = 4
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_max_pg_per_osd = 2000
paxos_propose_interval = 0.02
paxos_min_wait = 0.01

[mon]
mon_data = $data/monitor
mon_cluster_log_file = $data/cluster.out
mon_data_avail_warn = 1
mon_data_avail_crit = 1

[osd]
osd_data = $data/osd
osd_objectstore = memstore
memstore_device_bytes = 2G
osd_class_dir = $(echo /usr/lib/*/rados-classes)
osd_class_load_list = *
osd_class_default_list = *

[client]
ms_mon_client_mode = crc
rgw_frontends = beast endpoint=127.0.0.1:$gateway_port tcp_nodelay=1
rgw_data = $data/run
rgw_enable_usage_log = false
CONFIGURATION

export CEPH_CONF=$configuration
quietly monitor monmaptool --create --addv a "[v2:127.0.0.1:$monitor_port]" --fsid "$cluster" "$data/monmap"
quietly monitor ceph-mon --mkfs -i a --monmap "$data/monmap" -c "$configuration"
start_daemon mon ceph-mon -f -i a -c "$configuration"

osd_id=$(cat /proc/sys/kernel/random/uuid)
quietly osd-new ceph -c "$configuration" osd new "$osd_id" 0
quietly osd-new ceph-osd --mkfs -i 0 --osd-uuid "$osd_id" -c "$configuration"
start_daemon osd ceph-osd -f -i 0 -c "$configuration"

# A storage class named GLACIER lets a copy ask for it; the gateway keeps such objects like any other.
quietly admin radosgw-admin -c "$configuration" user create --uid test --display-name test \
  --access-key "$access_key" --secret-key "$secret_key"
quietly admin radosgw-admin -c "$configuration" zonegroup placement add --rgw-zonegroup default \
  --placement-id default-placement --storage-class GLACIER
quietly admin radosgw-admin -c "$configuration" zone placement add --rgw-zone default \
  --placement-id default-placement --storage-class GLACIER --data-pool default.rgw.glacier.data

start_daemon radosgw radosgw -f -n client.rgw -c "$configuration"
gateway_pid=${pids[-1]}
for _ in $(seq $((start_seconds_max * 20))); do
  is_open "$gateway_port" && break
  is_running "$gateway_pid" || give_up "the gateway ended"
  sleep 0.05
done
is_open "$gateway_port" || give_up "nobody answers on port $gateway_port"

export S3_ENDPOINT=http://127.0.0.1:$gateway_port
export S3_ACCESS_KEY_ID=$access_key
export S3_SECRET_ACCESS_KEY=$secret_key
unset CEPH_CONF

# In the background, so that a signal to this script is acted on at once; with the terminal's input all the same.
"$@" <&0 &
command_pid=$!
status=0
wait "$command_pid" || status=$?
command_pid=
exit "$status"
