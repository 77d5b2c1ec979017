#!/bin/sh
# A lane: supervises one attempt after the other, in a session of its own, and writes down how each ended. It takes the
# place of a supervisor per attempt: two forks and the start of setsid fewer, which is half of what a start costs.
#
#   lane.sh N [CGROUP...]      CGROUP: where the lane itself belongs, in each hierarchy
#
# In:  the folder of an attempt, a line each. End of input: the agent is gone, and there is nothing more to do.
# Out: "ready N BOOT_ID PID START_TIME", then "ended N OUTCOME STATUS" after each attempt, with the word "last" if the
#      lane ends with it.
#
# <folder>/run.sh is sourced: it enters the attempt's cgroups and runs the program with its streams in files.
# <folder>/exit gets one line, "troupe-exit 1 OUTCOME STATUS": OUTCOME is "status" with what the shell says of the
# program (128 + N for signal N), or "refused" if the program could not be started at all. A record is whole when it
# ends in a newline; it is written in one write, so nobody needs a rename (which would be a process here). Its
# modification time is when the program ended. It is not synced: a record matters only to an agent that was restarted
# on a machine that was not, and what was written survives every process. After a crash of the machine the boot id
# differs and the record is not believed in any case, for the outputs beside it may be torn.

lane() {
  # Handlers, and not '', because what is ignored stays ignored in the program. A program that signals its own process
  # group ("kill 0") reaches the lane as well.
  trap : HUP INT QUIT TERM USR1 USR2 ALRM PIPE
  number=$1
  shift
  leave "$@"
  identify
  echo "ready $number $identity"
  while IFS= read -r folder; do
    outcome=status
    . "$folder/run.sh"
    status=$?
    cd /
    leave "$@"
    if echo "troupe-exit 1 $outcome $status" >"$folder/exit"; then
      echo "ended $number $outcome $status"
    else
      # A later agent would wait for the record as long as this lane lives (the disk is full, perhaps).
      echo "ended $number $outcome $status last"
      exit 1
    fi
  done
}

# So that the attempt's cgroup is empty, and can be removed, exactly if nothing of the attempt is left.
leave() {
  for home in "$@"; do
    echo 0 >"$home/cgroup.procs"
  done
}

# Boot id, pid and start time name a process for ever. $$ is the pid here, for a lane is no subshell.
identify() {
  if read -r boot </proc/sys/kernel/random/boot_id && read -r stat </proc/$$/stat; then
    set -- ${stat##*) }
    identity="$boot $$ ${20}"
  else
    boot=$(sysctl -n kern.boottime | tr -cd '0-9' | cut -c 1-10)
    identity="$boot $$ $(echo $(ps -o lstart= -p $$) | tr ' ' '_')"
  fi 2>/dev/null
}

lane "$@"
exit
