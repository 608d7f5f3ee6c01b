import { Arrow, Box, Diagram, type Drawing, Words } from "./diagram";
import styles from "./diagram.module.css";

const wide: Drawing = {
  width: 680,
  height: 424,
  content: (
    <>
      <Box
        x={240}
        y={6}
        width={200}
        height={44}
        lines={["Root zone key", "known to the sender"]}
        tone="dnssec"
        size={12.5}
      />
      <Arrow from={[300, 50]} to={[160, 91]} tone="dnssec" />
      <Arrow from={[380, 50]} to={[520, 91]} tone="dnssec" />

      <rect className={styles.zone} x={10} y={64} width={300} height={238} rx={8} />
      <Words
        x={24}
        y={80}
        lines={["the mail domain"]}
        anchor="start"
        size={12}
        className={styles.soft}
      />
      <Box
        x={40}
        y={92}
        width={240}
        height={46}
        lines={["DS in the parent, .org", "→ DNSKEY of example.org"]}
        tone="dnssec"
        size={12.5}
      />
      <Arrow from={[160, 138]} to={[160, 214]} tone="dnssec" />
      <Words x={168} y={176} lines={["signs"]} anchor="start" size={12} className={styles.soft} />
      <Box
        x={40}
        y={216}
        width={240}
        height={58}
        lines={["example.org  MX", "mx1.example.net"]}
        tone="dnssec"
      />

      <rect className={styles.zone} x={370} y={64} width={300} height={238} rx={8} />
      <Words
        x={656}
        y={80}
        lines={["the mail server’s zone"]}
        anchor="end"
        size={12}
        className={styles.soft}
      />
      <Box
        x={400}
        y={92}
        width={240}
        height={46}
        lines={["DS in the parent, .net", "→ DNSKEY of example.net"]}
        tone="dnssec"
        size={12.5}
      />
      <Arrow from={[520, 138]} to={[520, 214]} tone="dnssec" />
      <Words x={528} y={176} lines={["signs"]} anchor="start" size={12} className={styles.soft} />
      <Box
        x={400}
        y={216}
        width={240}
        height={58}
        lines={["_25._tcp.mx1.example.net", "TLSA 3 1 1 9f86d081…"]}
        tone="dane"
      />

      <Arrow from={[280, 245]} to={[400, 245]} />
      <Words x={340} y={232} lines={["names"]} size={12} className={styles.soft} />

      <Arrow from={[520, 274]} to={[520, 350]} tone="dane" />
      <Words
        x={532}
        y={326}
        lines={["must equal"]}
        anchor="start"
        size={12}
        className={styles.soft}
      />
      <Box
        x={370}
        y={352}
        width={300}
        height={60}
        lines={["SHA-256 of the public key that", "mx1.example.net shows after STARTTLS"]}
        tone="dane"
      />
      <Words
        x={170}
        y={382}
        lines={["No certification authority", "is asked."]}
        className={styles.strong}
      />
    </>
  ),
};

const narrow: Drawing = {
  width: 340,
  height: 600,
  content: (
    <>
      <Box
        x={70}
        y={4}
        width={200}
        height={44}
        lines={["Root zone key", "known to the sender"]}
        tone="dnssec"
        size={12.5}
      />
      <Arrow from={[170, 48]} to={[170, 85]} tone="dnssec" />

      <rect className={styles.zone} x={6} y={62} width={328} height={186} rx={8} />
      <Words
        x={18}
        y={76}
        lines={["the mail domain"]}
        anchor="start"
        size={12}
        className={styles.soft}
      />
      <Box
        x={50}
        y={86}
        width={240}
        height={46}
        lines={["DS in the parent, .org", "→ DNSKEY of example.org"]}
        tone="dnssec"
        size={12.5}
      />
      <Arrow from={[170, 132]} to={[170, 178]} tone="dnssec" />
      <Words x={178} y={154} lines={["signs"]} anchor="start" size={12} className={styles.soft} />
      <Box
        x={50}
        y={180}
        width={240}
        height={52}
        lines={["example.org  MX", "mx1.example.net"]}
        tone="dnssec"
      />

      <Arrow from={[170, 232]} to={[170, 295]} />
      <Words
        x={178}
        y={260}
        lines={["names a host in"]}
        anchor="start"
        size={12}
        className={styles.soft}
      />

      <rect className={styles.zone} x={6} y={272} width={328} height={200} rx={8} />
      <Words
        x={18}
        y={286}
        lines={["the mail server’s zone"]}
        anchor="start"
        size={12}
        className={styles.soft}
      />
      <Box
        x={50}
        y={296}
        width={240}
        height={58}
        lines={["from the root again: DS in .net", "→ DNSKEY of example.net"]}
        tone="dnssec"
        size={12.5}
      />
      <Arrow from={[170, 354]} to={[170, 400]} tone="dnssec" />
      <Words x={178} y={376} lines={["signs"]} anchor="start" size={12} className={styles.soft} />
      <Box
        x={50}
        y={402}
        width={240}
        height={54}
        lines={["_25._tcp.mx1.example.net", "TLSA 3 1 1 9f86d081…"]}
        tone="dane"
      />

      <Arrow from={[170, 456]} to={[170, 516]} tone="dane" />
      <Words
        x={178}
        y={492}
        lines={["must equal"]}
        anchor="start"
        size={12}
        className={styles.soft}
      />
      <Box
        x={30}
        y={518}
        width={280}
        height={66}
        lines={["SHA-256 of the public key that", "mx1.example.net shows", "after STARTTLS"]}
        tone="dane"
        size={12.5}
      />
    </>
  ),
};

/** The chain from the root's key to the key that a mail server shows. */
export function DaneChain() {
  return (
    <Diagram
      id="dane-chain"
      title="From the root’s key to the mail server’s key"
      description="The root zone key, which the sender knows, vouches through DS and DNSKEY records for example.org, whose signed MX record names mx1.example.net. In the same way it vouches for example.net, whose signed TLSA record at _25._tcp.mx1.example.net holds the SHA-256 hash that must equal that of the public key the server shows after STARTTLS. No certification authority takes part."
      wide={wide}
      narrow={narrow}
    >
      <p>
        Two zones have to be signed: the one with the MX record and the one with the mail server’s
        name. They often belong to different people.
      </p>
    </Diagram>
  );
}
