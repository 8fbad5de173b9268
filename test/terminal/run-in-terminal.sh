#!/bin/sh
# run-in-terminal.sh FOLDER COMMAND [ARGS...]: what a login shell is to a program, as far as tests need it.
#
# The shell has job control (set -m), so the program has a process group of its own in the foreground, as under any
# real shell: Ctrl-C reaches it alone, and Ctrl-Z can stop it. Writes to FOLDER: pid (the program's), stty-before and
# stty-after (the terminal's settings). A program that stops itself or is stopped is resumed by the next Enter.
# Exits with the program's status as a shell sees it: 128 + N when signal N ended it.
set -m
folder=$1
shift
# The shell's own words ("Stopped", "Terminated") are not the program's output.
exec 3>&2 2>"$folder/shell"
stty -a >"$folder/stty-before"
sh -c 'echo $$ >"$0"; exec "$@" 2>&3 3>&-' "$folder/pid" "$@"
status=$?
while [ "$status" = 147 ] || [ "$status" = 148 ]; do # 128 + SIGSTOP, 128 + SIGTSTP
  stty -a >"$folder/stty-stopped"
  echo stopped, Enter resumes
  read -r _
  fg >/dev/null
  status=$?
done
stty -a >"$folder/stty-after"
exit "$status"
