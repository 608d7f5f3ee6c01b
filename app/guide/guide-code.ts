import type { GuideValues } from "./guide-values";

// The commands and settings of the guide, with the values of a host put in. Values are plain names,
// numbers and records: `guideValues` lets nothing else through.

const NEXT = "<hash of the next key>";

/** The records to have beside each other. */
export function twoRecords({ tlsaName, ttl, current }: GuideValues): string {
  const now = current.filter((record) => / 3 1 1 [0-9a-f]+$/.test(record));
  const shown = now.map((record) => record.replace(" IN TLSA ", ` ${ttl} IN TLSA `));
  const first =
    shown.length > 0 ? shown : [`${tlsaName} ${ttl} IN TLSA 3 1 1 <hash of the current key>`];
  return [...first, `${tlsaName} ${ttl} IN TLSA 3 1 1 ${NEXT}`].join("\n");
}

/** Making the next key, and its record. */
export const nextKey = ({ host }: GuideValues): string => `umask 077
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out /etc/dane/next.key
dane-tlsa make --file /etc/dane/next.key ${host}

# the same with OpenSSL alone: the hash for 3 1 1
openssl pkey -in /etc/dane/next.key -pubout -outform DER | openssl dgst -sha256`;

/** A plan with times. */
export const plan = ({ host }: GuideValues): string =>
  `dane-tlsa roll-over --next /etc/dane/next.key ${host}`;

/** The script that lets no certificate into place whose record is missing. */
export const guardScript = ({ host }: GuideValues): string => `#!/bin/sh
# /usr/local/sbin/dane-deploy CHAIN KEY
# Puts a certificate into place only where the published records match it.
set -eu
dane-tlsa verify --file "$1" ${host}
install -m 600 "$2" /etc/dane/live.key.new
install -m 644 "$1" /etc/dane/live.chain.new
cat /etc/dane/live.key.new /etc/dane/live.chain.new > /etc/dane/live.pem.new
chmod 600 /etc/dane/live.pem.new
mv /etc/dane/live.key.new /etc/dane/live.key
mv /etc/dane/live.chain.new /etc/dane/live.chain
mv /etc/dane/live.pem.new /etc/dane/live.pem
systemctl reload postfix   # or: systemctl restart exim4`;

/** certbot with a key that stays. */
export const certbot = ({
  host,
}: GuideValues): string => `# once: the key is kept at each renewal from then on
certbot certonly --reuse-key -d ${host}

# /etc/letsencrypt/renewal-hooks/deploy/dane (executable)
#!/bin/sh
/usr/local/sbin/dane-deploy "$RENEWED_LINEAGE/fullchain.pem" "$RENEWED_LINEAGE/privkey.pem"

# to change to the next key, once its record has stood long enough
openssl req -new -key /etc/dane/next.key -subj / -addext "subjectAltName=DNS:${host}" \\
  -out /etc/dane/next.csr
certbot certonly --csr /etc/dane/next.csr --fullchain-path /etc/dane/next.chain
/usr/local/sbin/dane-deploy /etc/dane/next.chain /etc/dane/next.key`;

/** acme.sh, which keeps the key unless told otherwise. */
export const acmeSh = ({
  host,
}: GuideValues): string => `# keeps the key at renewals, unless --always-force-new-domain-key is given
acme.sh --issue -d ${host} --keylength ec-256 --standalone
acme.sh --install-cert -d ${host} --ecc \\
  --key-file /etc/dane/new.key --fullchain-file /etc/dane/new.chain \\
  --reloadcmd "/usr/local/sbin/dane-deploy /etc/dane/new.chain /etc/dane/new.key"

# to change to the next key
acme.sh --sign-csr --csr /etc/dane/next.csr --standalone`;

/** lego with a key that stays. */
export const lego = ({
  host,
}: GuideValues): string => `# /usr/local/sbin/dane-deploy-lego (executable)
#!/bin/sh
exec /usr/local/sbin/dane-deploy "$LEGO_CERT_PATH" "$LEGO_CERT_KEY_PATH"

# lego 4; for lego 5 see what "lego run --help" says of keys and hooks
lego --domains ${host} --email postmaster@example.net --http renew --reuse-key \\
  --renew-hook /usr/local/sbin/dane-deploy-lego`;

/** Postfix 3.4 and later. */
export const postfix = ({ host }: GuideValues): string => `# main.cf: receiving
myhostname = ${host}
smtpd_tls_security_level = may
smtpd_tls_chain_files = /etc/dane/live.pem

# main.cf: sending, beside a validating resolver on this machine
smtp_dns_support_level = dnssec
smtp_tls_security_level = dane`;

/** Exim. */
export const exim = ({ host }: GuideValues): string => `# receiving
primary_hostname = ${host}
tls_advertise_hosts = *
tls_certificate = /etc/dane/live.chain
tls_privatekey = /etc/dane/live.key

# sending, in the smtp transport, beside a validating resolver on this machine
dnssec_request_domains = *
hosts_try_dane = *`;

/** Questions whose answers have to be signed, and what is right. */
export const denial = ({
  host,
  tlsaName,
  zone,
}: GuideValues): string => `# on each name server of the zone, which these list:
dig +short NS ${zone}

dig +dnssec +norecurse @NAMESERVER TLSA ${tlsaName}      # NOERROR, signed records
dig +dnssec +norecurse @NAMESERVER TYPE12345 ${host}.   # NOERROR, no answer, signed NSEC or NSEC3
dig +dnssec +norecurse @NAMESERVER TLSA _25._tcp.no-such-host.${zone}.   # NXDOMAIN, signed`;

/** For Nagios, Icinga and their like. */
export const nagios = ({ domain }: GuideValues): string => `define command {
  command_name  check_dane
  command_line  /usr/local/bin/dane-check --nagios --timeout 50 $ARG1$
}
define service {
  service_description  DANE of ${domain}
  host_name            mail
  check_command        check_dane!${domain}
  check_interval       60
  use                  generic-service
}`;

/** For Prometheus: have a check made, then read its result. */
export function prometheus({ domain }: GuideValues, publicUrl: string): string {
  const { host, protocol } = new URL(publicUrl);
  return `# cron, once an hour: looking at a result starts no check
curl -fsS -d domain=${domain} ${publicUrl}/api/v1/checks >/dev/null

# prometheus.yml
scrape_configs:
  - job_name: dane
    scheme: ${protocol.slice(0, -1)}
    scrape_interval: 5m
    metrics_path: /metrics/${domain}
    static_configs:
      - targets: ["${host}"]

# an alert: what breaks mail, and what will
- alert: DaneBroken
  expr: dane_ok == 0 or dane_certificate_end_timestamp_seconds - time() < 7 * 86400`;
}
