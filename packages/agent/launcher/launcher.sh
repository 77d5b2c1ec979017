#!/bin/sh
# The launcher: a small process beside the agent that makes lanes on request. It exists because a fork costs in
# proportion to the memory of whoever forks, and an agent may be large; and because lanes must outlive the agent.
#
#   launcher.sh SHELL LANE_SCRIPT [CGROUP...]      runs in a folder of its own, in which it makes pipes; CGROUP: where it
#                                                  and its lanes belong, in each hierarchy
#
# Protocol 1, lines of words. In:  "lane N"
# Out: "launcher 1" once; "pipe N" when the lane's pipe is there; "ready N ..." and "ended N ..." from the lane itself
# (see lane.sh); "gone N" when the lane's process is no more. End of input: the agent is gone, and so is the launcher
# with all lanes that run nothing; a lane that is running an attempt stays until the attempt has ended.
#
# POSIX sh (dash, bash 3.2). Everything is in functions: a shell reads its script as it goes, and an upgrade that
# replaces this file must not change what runs.

launcher() {
  shell=$1
  lane=$2
  shift 2
  settle "$@"
  if command -v setsid >/dev/null 2>&1; then
    session=setsid
  else
    # No setsid (macOS): a process group of its own is the next best. Needs a shell whose job control works
    # without a terminal, as that of bash does.
    session=
    set -m
  fi
  # A background process of a shell ignores SIGINT and SIGQUIT, some shells cannot undo that, and programs would inherit it.
  if env --default-signal=INT,QUIT true 2>/dev/null; then
    session="$session env --default-signal=INT,QUIT"
  fi
  # The end of the input is what ends it, and not that nobody listens any more: it has something left to do then.
  trap : PIPE
  echo "launcher 1"
  while read -r request number; do
    case $request in
      lane) make_lane "$@" ;;
    esac
  done
  let_go
}

# So that nobody takes the agent's groups for abandoned. Another agent of its name may just have removed them, as it left.
settle() {
  for home in "$@"; do
    [ -d "$home" ] || mkdir -p "$home"
    echo 0 >"$home/cgroup.procs"
  done
}

# The subshell stays as the lane's parent, so that the agent hears of its end whatever killed it.
make_lane() {
  if mkfifo -m 600 "lane-$number"; then
    echo "pipe $number"
  else
    echo "gone $number"
    return
  fi
  (
    trap : HUP INT QUIT TERM USR1 USR2 ALRM PIPE
    $session "$shell" "$lane" "$number" "$@" <"lane-$number"
    echo "gone $number"
  ) &
}

# A lane whose pipe the agent did not live to open waits for somebody at the other end: it sees one, and then the end of
# its input. SAFETY: removed while it is open, so that no lane opens it afterwards and waits for ever.
let_go() {
  for pipe in lane-*; do
    if [ -p "$pipe" ]; then
      rm -f "$pipe" <>"$pipe"
    fi
  done
}

launcher "$@"
exit
