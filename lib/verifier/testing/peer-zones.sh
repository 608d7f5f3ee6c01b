#!/bin/sh
# Signed zones on NSD behind a validating Unbound, on loopback, in the folder $1.
# $2 and $3 are the ports of NSD and Unbound. Needs nsd, unbound and ldnsutils; prints nothing.
set -eu
cd "$1"
zones="good rsa ed p384 sha1 n3 n3opt n3many expired badds unsigned"

sign() { # zone algorithm options
  zone=$1; algorithm=$2; shift 2
  key=$(ldns-keygen -a "$algorithm" -k -b 2048 "$zone")
  ldns-signzone "$@" -f "$zone.signed" "$zone.zone" "$key"
  ldns-key2ds -n -2 "$key.key" > "$zone.ds"
}

for zone in $zones; do
  cat > "$zone.nl.zone" <<Z
\$ORIGIN $zone.nl.
\$TTL 300
@ SOA ns hostmaster 1 3600 600 86400 300
@ NS ns
ns A 127.0.0.1
@ MX 10 mx
mx A 127.0.0.9
_25._tcp.mx TLSA 3 1 1 aabbccddeeff00112233445566778899aabbccddeeff00112233445566778899
*.wild A 127.0.0.9
alias CNAME mx
out CNAME mx.unsigned.nl.
old DNAME $zone.nl.
Z
done
sign good.nl ECDSAP256SHA256
sign badds.nl ECDSAP256SHA256
sign p384.nl ECDSAP384SHA384
sign rsa.nl RSASHA256
sign sha1.nl RSASHA1
sign ed.nl ED25519
sign n3.nl ECDSAP256SHA256 -n -t 0
sign n3opt.nl ECDSAP256SHA256 -n -p -s aabb -t 5
sign n3many.nl ECDSAP256SHA256 -n -s aabb -t 200
sign expired.nl ECDSAP256SHA256 -i 20200101000000 -e 20200201000000
cp unsigned.nl.zone unsigned.nl.signed
echo "badds.nl. IN DS 4711 13 2 aabbccddeeff00112233445566778899aabbccddeeff00112233445566778899" > badds.nl.ds
: > unsigned.nl.ds

{
  printf '$ORIGIN nl.\n$TTL 300\n@ SOA ns hostmaster 1 3600 600 86400 300\n@ NS ns\nns A 127.0.0.1\n'
  for zone in $zones; do
    printf '%s NS ns.%s.nl.\nns.%s.nl. A 127.0.0.1\n' "$zone" "$zone" "$zone"
    cat "$zone.nl.ds"
  done
} > nl.zone
sign nl ECDSAP256SHA256 -n -p -t 0
{
  printf '$ORIGIN .\n$TTL 300\n@ SOA ns. hostmaster. 1 3600 600 86400 300\n@ NS ns.\nns A 127.0.0.1\n'
  printf 'nl NS ns.nl.\nns.nl. A 127.0.0.1\n'
  cat nl.ds
} > root.zone
key=$(ldns-keygen -a ECDSAP256SHA256 -k .)
ldns-signzone -o . -f root.signed root.zone "$key"
ldns-key2ds -n -2 "$key.key" > root.ds

{
  printf 'server:\n  ip-address: 127.0.0.1@%s\n  username: ""\n  zonesdir: "%s"\n  database: ""\n' "$2" "$1"
  printf '  pidfile: "%s/nsd.pid"\n  xfrdfile: "%s/xfrd"\n  zonelistfile: "%s/zl"\n  logfile: "%s/nsd.log"\n' "$1" "$1" "$1" "$1"
  printf '  rrl-ratelimit: 0\nremote-control:\n  control-enable: no\nzone:\n  name: "."\n  zonefile: root.signed\n'
  for zone in nl $(for z in $zones; do echo "$z.nl"; done); do
    printf 'zone:\n  name: %s\n  zonefile: %s.signed\n' "$zone" "$zone"
  done
} > nsd.conf
{
  printf 'server:\n  interface: 127.0.0.1@%s\n  port: %s\n  username: ""\n  chroot: ""\n  directory: "%s"\n' "$3" "$3" "$1"
  printf '  pidfile: "%s/unbound.pid"\n  logfile: "%s/unbound.log"\n  use-syslog: no\n  do-not-query-localhost: no\n' "$1" "$1"
  printf '  trust-anchor-file: "%s/root.ds"\n  module-config: "validator iterator"\n' "$1"
  printf 'remote-control:\n  control-enable: no\n'
  for zone in . nl $(for z in $zones; do echo "$z.nl"; done); do
    printf 'stub-zone:\n  name: "%s"\n  stub-addr: 127.0.0.1@%s\n' "$zone" "$2"
  done
} > unbound.conf
nsd -c "$1/nsd.conf"
unbound -c "$1/unbound.conf"
