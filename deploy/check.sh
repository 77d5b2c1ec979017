#!/bin/sh
# Proves on the Docker engine of this machine that the images build, that compose.yaml comes up, and that what it brings up
# survives what it should: a run goes on while the leading coordinator is killed, and steps go on while their agent is.
#
#   npm run deploy:check                     with the engine of DOCKER_HOST, or of this machine
#   npm run deploy:check -- --dockerd        with one that is started for this, as root
#   npm run deploy:check -- --keep           leaves it up; `docker-compose down -v` in deploy/compose ends it
#
# Where no registry of images is in reach, docker/local makes them from Debian's packages: Troupe's, etcd's and NATS's.
# The collector and Jaeger have no such package; they are left out then. Takes some minutes.
set -eu
cd "$(dirname "$0")/.."
root=$PWD
own_engine=
keep=
for word; do
  case $word in
    --dockerd) own_engine=yes ;;
    --keep) keep=yes ;;
    *)
      sed -n '2,11s/^# \{0,1\}//p' "$0" >&2
      exit 2
      ;;
  esac
done

work=$(mktemp -d)
say() { printf '%s\n' "$*" >&2; }
fail() { say "✗ $*"; exit 1; }
compose() { if command -v docker-compose >/dev/null; then docker-compose "$@"; else docker compose "$@"; fi; }

end() {
  status=$?
  trap - EXIT
  if [ -z "$keep" ] && [ -f "$work/env" ]; then
    [ "$status" -eq 0 ] || in_project logs --tail=20 >&2 || true
    in_project down -v --timeout 5 >"$work/down.log" 2>&1 || cat "$work/down.log" >&2
  fi
  if [ -n "$own_engine" ] && [ -z "$keep" ] && [ -f "$work/docker.pid" ]; then kill "$(cat "$work/docker.pid")"; wait; fi
  [ -n "$keep" ] || rm -rf "$work"
  exit "$status"
}
trap end EXIT
trap 'exit 130' INT TERM HUP

in_project() { (cd "$root/deploy/compose" && compose --env-file "$work/env" "$@"); }

start_engine() {
  dockerd --host "unix://$work/docker.sock" --data-root "${DOCKERD_DATA:-$work/data}" --exec-root "$work/exec" \
    --pidfile "$work/docker.pid" >"$work/dockerd.log" 2>&1 &
  export DOCKER_HOST="unix://$work/docker.sock"
  for _ in $(seq 60); do docker version >/dev/null 2>&1 && return; sleep 0.5; done
  cat "$work/dockerd.log" >&2
  fail "dockerd did not start"
}

[ -z "$own_engine" ] || start_engine
docker version >/dev/null 2>&1 || fail "no Docker engine answers; as root, --dockerd starts one (Debian: apt-get install docker.io)"

say "… images"
if docker pull -q node:24-bookworm >/dev/null 2>&1; then
  deploy/docker/build.sh --tag check
  services=
  printf 'COMPOSE_PROJECT_NAME=troupe-check\n' >"$work/env"
else
  say "  no registry is in reach: a base is made from Debian's packages"
  docker image inspect troupe-local/nats >/dev/null 2>&1 || deploy/docker/local/make-images.sh
  deploy/docker/build.sh --tag check --base troupe-local/base --agent-base troupe-local/base
  services="etcd-1 etcd-2 etcd-3 nats-1 nats-2 nats-3 coordinator-1 coordinator-2 coordinator-3 agent-1 agent-2"
  cat >"$work/env" <<ENV
COMPOSE_PROJECT_NAME=troupe-check
ETCD_IMAGE=troupe-local/etcd
NATS_IMAGE=troupe-local/nats
NATS_CONFIG=nats-2.9.conf
OTEL_EXPORTER_OTLP_ENDPOINT=
ENV
fi
umask 077
openssl rand -hex 32 >"$work/token"
cat >>"$work/env" <<ENV
COORDINATOR_IMAGE=troupe-coordinator:check
AGENT_IMAGE=troupe-agent:check
TROUPE_TOKEN_FILE=$work/token
ENV
# Its reader is the user of the containers.
chmod 711 "$work"
chown 10001 "$work/token" 2>/dev/null || docker run --rm -u 0 -v "$work:/w" --entrypoint chown troupe-coordinator:check 10001 /w/token

say "… compose up"
# shellcheck disable=SC2086 # words, not one
in_project up -d $services >"$work/up.log" 2>&1 || { cat "$work/up.log" >&2; fail "compose up"; }

# As a machine beside the cluster would: with the examples, the token and the addresses.
troupe() {
  docker run --rm --network troupe-check_work -v "$root/examples:/opt/troupe/examples:ro" -v "$work/token:/run/token:ro" \
    -e TROUPE_TOKEN_FILE=/run/token -e TROUPE_ADDRESS=coordinator-1:7420,coordinator-2:7430,coordinator-3:7440 \
    troupe-coordinator:check "$@"
}
# The container of the coordinator that leads.
leader() {
  for n in 1 2 3; do
    port=$((7411 + n * 10))
    if wget -q -T 2 -O - "http://127.0.0.1:$port/readyz" 2>/dev/null | grep -q '^leads'; then echo "troupe-check_coordinator-${n}_1"; return; fi
  done
}
until_there() { # WHAT SECONDS COMMAND...
  what=$1
  seconds=$2
  shift 2
  for _ in $(seq "$seconds"); do if "$@"; then return; fi; sleep 1; done
  fail "$what: not within $seconds s"
}
has_leader() { [ -n "$(leader)" ]; }
are_agents_ready() { [ "$(troupe get agents -o json 2>/dev/null | grep -c '"state": *"ready"')" -ge 2 ]; }

until_there "a leader" 60 has_leader
until_there "two agents" 90 are_agents_ready
say "✓ three coordinators, of which one leads, and two agents"
troupe get agents >&2

troupe run /opt/troupe/examples/hello/pipeline.ts >"$work/hello.log" 2>&1 || { cat "$work/hello.log" >&2; fail "examples/hello"; }
say "✓ examples/hello"

# As the collector asks: by the service's name, with the token.
answer() { # HEADERS
  docker run --rm --network troupe-check_work -v "$work/token:/run/token:ro" --entrypoint node troupe-coordinator:check -e \
    "const token = require('node:fs').readFileSync('/run/token', 'utf8').trim();
     fetch('http://coordinator-2:7431/metrics', { headers: $1 }).then(async (a) => console.log(a.status, await a.text()))"
}
answer '{}' | grep -q '^401 ' || fail "metrics are for those who have the token"
answer '{ authorization: `Bearer ${token}` }' | grep -q '^troupe_leads' || fail "metrics for those who have the token"
say "✓ metrics, for those who have the token"

killed=$(leader)
rates="[$(seq -s, 0.0005 0.0005 0.4)]"
troupe run /opt/troupe/examples/hello/pipeline.ts -p "rates=$rates" >"$work/many.log" 2>&1 &
run=$!
until_there "a run that is under way" 60 grep -q 'descend\[[0-9]*\].*succeeded' "$work/many.log"
docker kill -s KILL "$killed" >/dev/null
say "  killed $killed, which led"
wait "$run" || { cat "$work/many.log" >&2; fail "the run whose leader was killed"; }
say "✓ a run of 800 tasks whose leader was killed; now $(leader) leads"

before=$(docker exec troupe-check_agent-1_1 cat /run/troupe/agent.pid)
docker exec troupe-check_agent-1_1 kill -9 "$before"
has_another() {
  now=$(docker exec troupe-check_agent-1_1 cat /run/troupe/agent.pid) && [ "$now" != "$before" ] &&
    docker exec troupe-check_agent-1_1 sh /opt/troupe/supervise.sh --check
}
until_there "another agent in the same container" 30 has_another
until_there "two agents" 90 are_agents_ready
say "✓ an agent that was killed is back in the same container"

docker stop -t 60 troupe-check_agent-2_1 >/dev/null
[ "$(docker inspect -f '{{.State.ExitCode}}' troupe-check_agent-2_1)" = 0 ] || fail "an agent that is told to stop ends with 0"
say "✓ an agent that is told to stop drains, and ends with 0"
say "All of it holds."
