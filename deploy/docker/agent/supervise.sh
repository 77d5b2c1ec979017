#!/bin/sh
# Keeps an agent running in a container. The container lives as long as this script, not as long as the agent: after a
# crash or a kill of the agent the next one finds the steps that went on without it, and takes them up.
#
#   supervise.sh [WORDS FOR troupe agent]     SIGTERM and SIGINT go to the agent; then its exit code is ours
#   supervise.sh --check                      0 while an agent runs and is not stopped
set -u
pid_file=/run/troupe/agent.pid

check() {
  read -r pid 2>/dev/null <"$pid_file" || exit 1
  read -r stat 2>/dev/null <"/proc/$pid/stat" || exit 1
  # After the name, which may hold spaces, comes the state: T is stopped, Z has ended.
  stat=${stat##*) }
  case $stat in T* | t* | Z* | X*) exit 1 ;; esac
}

supervise() {
  told=
  agent=
  trap 'told=yes; [ -z "$agent" ] || kill -TERM "$agent" 2>/dev/null' TERM INT
  while :; do
    began=$(date +%s)
    troupe agent "$@" &
    agent=$!
    echo "$agent" >"$pid_file"
    # A signal to this script ends `wait`, not the agent: it is waited for again until it has gone.
    while :; do
      wait "$agent"
      status=$?
      kill -0 "$agent" 2>/dev/null || break
    done
    [ -z "$told" ] || exit "$status"
    # It could not start, and would not the next time: a wrong setting is for whoever runs the container.
    if [ "$status" -eq 2 ] && [ $(($(date +%s) - began)) -lt 10 ]; then exit 2; fi
    echo "the agent ended with $status; starting another in a second" >&2
    sleep 1
    [ -z "$told" ] || exit "$status"
  done
}

if [ "${1-}" = --check ]; then check; else supervise "$@"; fi
