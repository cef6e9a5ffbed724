#!/usr/bin/env bash
# A bedside monitor that sends what it measures once a minute: one vitals.reported message over TCP (NDJSON), whose answer is checked.
# Needs bash, and nc or, with --tls, openssl. In the crontab of whoever may read the token:
#
#   * * * * *  /opt/wardlog/simulators/scripts/vitals.sh --device monitor-3 --token-file /etc/wardlog/monitor-3.token --host 127.0.0.1
#
# cron sends what is printed by mail: nothing is when the message is on disk.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: vitals.sh --device ID [options]

Sends one vitals.reported message with made-up values to an edge agent, and checks its answer.

  --device ID          the monitor's id in the agent's device directory
  --token-file FILE    file with its token; not needed with a client certificate
  --host HOST          the gateway (127.0.0.1)
  --port PORT          7070, with --tls 7071
  --tls                speak TLS, by openssl; without it everyone on the network can read the token
  --ca FILE            CA of the agent's certificate (needed with --tls)
  --cert FILE          client certificate
  --key FILE           its key
  --timeout SECONDS    how long to wait for the answer (10)
  --attempts N         how often to try when there is no answer or no room (3)
  --verbose            print the agent's answer
  --help               this text

Exit code: 0 on disk; 1 refused; 2 wrong usage; 3 no answer, or no room.
TEXT
}

wrong() {
  echo "vitals.sh: $1" >&2
  exit 2
}

device='' token_file='' host=127.0.0.1 port='' tls='' ca='' cert='' key='' timeout=10 attempts=3 verbose=''
while [ $# -gt 0 ]; do
  case $1 in
    --help) usage; exit 0 ;;
    --tls) tls=yes ;;
    --verbose) verbose=yes ;;
    --device | --token-file | --host | --port | --ca | --cert | --key | --timeout | --attempts)
      [ $# -ge 2 ] || wrong "$1 needs a value"
      name=${1#--}
      printf -v "${name//-/_}" %s "$2"
      shift ;;
    *) wrong "$1 is not known; see --help" ;;
  esac
  shift
done

[[ $device =~ ^[A-Za-z0-9]([A-Za-z0-9._-]{0,126}[A-Za-z0-9])?$ ]] || wrong "--device must be a device id such as monitor-3"
[[ $timeout =~ ^[1-9][0-9]{0,3}$ ]] || wrong "--timeout must be seconds, 1 to 9999"
[[ $attempts =~ ^[1-9][0-9]?$ ]] || wrong "--attempts must be 1 to 99"
[ -n "$token_file$cert" ] || wrong "a --token-file, or --cert and --key, must show who it is"
if [ -n "$tls" ]; then
  [ -n "$ca" ] || wrong "--tls needs --ca: the server must show who it is, too"
  command -v openssl >/dev/null || wrong "openssl is missing; install with: apt-get install openssl"
else
  [ -z "$ca$cert$key" ] || wrong "--ca, --cert and --key are for --tls"
  command -v nc >/dev/null || wrong "nc is missing; install with: apt-get install netcat-openbsd"
fi
port=${port:-$([ -n "$tls" ] && echo 7071 || echo 7070)}

# UUIDv7 (RFC 9562), so that a message that is sent again is recorded once.
event_id() {
  local millis=$1 random
  random=$(od -An -N10 -tx1 /dev/urandom | tr -d ' \n')
  printf '%s-%s-7%s-%x%s-%s\n' "${millis:0:8}" "${millis:8:4}" "${random:0:3}" $((8 + 16#${random:3:1} % 4)) \
    "${random:4:3}" "${random:7:12}"
}

between() {
  echo $(($1 + RANDOM % ($2 - $1 + 1)))
}

# Values and units only: who the patient is stands in no vital sign.
message() {
  local time millis
  time=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  printf -v millis '%012x' "$(date +%s%3N)"
  printf '{"deviceId":"%s","eventType":"vitals.reported","eventTime":"%s","eventId":"%s","payload":{' \
    "$device" "$time" "$(event_id "$millis")"
  printf '"heartRate":{"value":%d,"unit":"/min"},' "$(between 62 88)"
  printf '"spo2":{"value":%d,"unit":"%%"},' "$(between 94 99)"
  printf '"respiratoryRate":{"value":%d,"unit":"/min"},' "$(between 12 19)"
  printf '"noninvasivePressure":{"systolic":{"value":%d,"unit":"mm[Hg]"},"diastolic":{"value":%d,"unit":"mm[Hg]"}}}}\n' \
    "$(between 108 134)" "$(between 62 84)"
}

lines() {
  if [ -n "$token_file" ]; then
    printf '{"hello":{"deviceId":"%s","password":"%s"}}\n' "$device" "$token"
  fi
  printf '%s\n' "$vitals"
}

connect() {
  if [ -z "$tls" ]; then
    exec nc -w "$timeout" "$host" "$port"
  fi
  local name=-verify_hostname
  [[ $host =~ ^[0-9.]+$|: ]] && name=-verify_ip
  exec openssl s_client -quiet -verify_return_error -CAfile "$ca" "$name" "$host" -connect "$host:$port" \
    ${cert:+-cert "$cert"} ${key:+-key "$key"}
}

# The first line that comes back is the answer: a hello is answered only when it is refused.
ask() {
  local to from child answer=''
  coproc AGENT { connect 2>"$trouble"; }
  child=$AGENT_PID from=${AGENT[0]} to=${AGENT[1]}
  { lines >&"$to"; } 2>/dev/null || true
  IFS= read -r -t "$timeout" answer <&"$from" || true
  kill "$child" 2>/dev/null || true
  wait "$child" 2>/dev/null || true
  printf '%s\n' "$answer"
}

trouble=$(mktemp)
trap 'rm -f "$trouble"' EXIT
trap '' PIPE
token=''
if [ -n "$token_file" ]; then
  token=$(tr -d '\r\n' <"$token_file") || wrong "$token_file cannot be read"
fi
vitals=$(message)
for ((attempt = 1; attempt <= attempts; attempt++)); do
  answer=$(ask)
  case $answer in
    *'"status":"accepted"'*)
      [ -z "$verbose" ] || echo "$answer"
      exit 0 ;;
    *'"status":"rejected"'*)
      echo "vitals.sh: refused: $answer" >&2
      exit 1 ;;
  esac
  [ "$attempt" = "$attempts" ] || sleep 1
done
echo "vitals.sh: not on disk after $attempts attempts at $host:$port: ${answer:-no answer} $(head -n 1 "$trouble")" >&2
exit 3
