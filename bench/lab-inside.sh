# Run within a namespace of the lab by verifier-lab.ts: node and dane-check are the arguments.
# Prints a line a measurement: name, wall, user and system seconds of all domains, their number.
TIMEFORMAT="%R %U %S"
domains="good.nl two-hosts.nl rollover.nl mixed-usages.org two-key-types.ch both-usages.de
  sni-needed.ch ta-root.de customer-two.de full-beside-digest.se"
rounds=3
options="--no-hygiene --resolver $LAB_RESOLVER --trust-anchor $LAB_TRUST_ANCHOR --concurrency 1"
all=""
for round in $(seq $rounds); do all="$all $domains"; done
count=$(echo $all | wc -w)

fingers() { for domain in $all; do posttls-finger -c -l dane -L summary -t 5 -T 5 -m 0 "$domain"; done; }
ones() { for domain in $all; do "$1" "$2" $options "$domain"; done; }
list() { "$1" "$2" $options $all; }
measured() {
  local name=$1
  shift
  spent=$({ time "$@" > /dev/null 2>&1; } 2>&1)
  echo "measured $name $spent $count"
}

fingers > /dev/null 2>&1 # warms every cache
measured posttls-finger fingers
measured list list "$@"
measured one ones "$@"
