#!/bin/sh
# Stands for any program: systemctl, docker, supervisorctl, sudo, ... It says who runs it, and answers what its text is.
set -- "$(/usr/bin/id -ru)" "$(/usr/bin/id -u)" "$(/usr/bin/id -g)" "$0"
if [ -n "${SECRET+x}" ]; then secret=true; else secret=false; fi
printf '{"what":"program","argv":["%s"],"uids":[%s,%s,%s],"gids":[%s],"secret":%s}\n' "$4" "$1" "$2" "$2" "$3" "$secret" \
  >>/home/exchange/canary/lines
if [ -r "$0.text" ]; then /usr/bin/cat "$0.text"; fi
