# Ends what the launcher started when the launcher is gone, even if it was killed. It says on standard input:
#   + PID     watch over this process
#   - PID     it has ended, forget it
#   @ FILE    watch over the process whose id is the first line of FILE, once that file is written
# End of input means that the launcher is gone. If it ended in order, nothing is left to watch over.
# Argument: a file that is older than every file of the watched processes.
trap '' INT TERM HUP

marker=$1
pids=' '
files=''
while read -r sign value; do
  case $sign in
    +) pids="$pids$value " ;;
    -) case $pids in *" $value "*) pids="${pids%% "$value" *} ${pids#* "$value" }" ;; esac ;;
    @) files="$files$value
" ;;
  esac
done

all() {
  printf '%s\n' "$pids"
  printf '%s' "$files" | while IFS= read -r file; do
    [ "$file" -nt "$marker" ] && head -n 1 "$file"
  done
}

# Asks, asks otherwise (PostgreSQL waits for its clients on TERM, not on INT), and then does not ask.
for signal in TERM INT KILL; do
  tries=0
  while [ $tries -lt 40 ]; do
    alive=''
    for pid in $(all 2>/dev/null); do
      kill -0 "$pid" 2>/dev/null || continue
      alive=yes
      [ $tries -eq 0 ] && kill -s $signal "$pid" 2>/dev/null
    done
    [ -z "$alive" ] && exit 0
    tries=$((tries + 1))
    sleep 0.1
  done
done
