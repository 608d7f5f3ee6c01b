import { Arrow, Box, Diagram, type Drawing, Lifeline, Mark, Words } from "./diagram";
import styles from "./diagram.module.css";

const wide: Drawing = {
  width: 680,
  height: 356,
  content: (
    <>
      <Lifeline x={110} from={46} to={350} />
      <Lifeline x={340} from={46} to={350} />
      <Lifeline x={570} from={46} to={350} />
      <Box x={30} y={6} width={160} height={40} lines={["Sending server"]} />
      <Box x={250} y={6} width={180} height={40} lines={["Attacker on the path"]} tone="bad" />
      <Box x={490} y={6} width={160} height={40} lines={["Receiving server"]} />

      <Mark x={52} y={106} n={1} />
      <Words x={225} y={76} lines={["Who takes mail for example.org?"]} />
      <Arrow from={[110, 90]} to={[340, 90]} />
      <Arrow from={[340, 124]} to={[110, 124]} tone="bad" />
      <Words x={225} y={138} lines={["mx.attacker.example"]} className={styles.warn} />

      <Mark x={52} y={208} n={2} />
      <Words x={455} y={186} lines={["250 STARTTLS"]} />
      <Arrow from={[570, 200]} to={[340, 200]} />
      <Arrow from={[340, 218]} to={[110, 218]} tone="bad" />
      <Words x={225} y={204} lines={["250 without STARTTLS"]} className={styles.warn} />
      <Words x={225} y={234} lines={["mail goes in clear text"]} className={styles.soft} />

      <Mark x={52} y={296} n={3} />
      <Words x={225} y={284} lines={["any certificate"]} className={styles.warn} />
      <Arrow from={[340, 298]} to={[110, 298]} tone="bad" />
      <Arrow from={[340, 298]} to={[570, 298]} dashed />
      <Words x={225} y={316} lines={["encrypted, to the attacker"]} className={styles.soft} />
      <Words x={455} y={316} lines={["read, perhaps passed on"]} className={styles.soft} />
    </>
  ),
};

const narrow: Drawing = {
  width: 340,
  height: 470,
  content: (
    <>
      <Lifeline x={48} from={48} to={464} />
      <Lifeline x={176} from={48} to={464} />
      <Lifeline x={294} from={48} to={464} />
      <Box x={4} y={6} width={88} height={42} lines={["Sending", "server"]} size={12} />
      <Box
        x={130}
        y={6}
        width={92}
        height={42}
        lines={["Attacker", "on the path"]}
        tone="bad"
        size={12}
      />
      <Box x={248} y={6} width={90} height={42} lines={["Receiving", "server"]} size={12} />

      <Mark x={14} y={84} n={1} />
      <Words x={112} y={86} lines={["who takes mail", "for example.org?"]} size={12} />
      <Arrow from={[48, 108]} to={[176, 108]} />
      <Arrow from={[176, 136]} to={[48, 136]} tone="bad" />
      <Words
        x={112}
        y={162}
        lines={["mx.attacker", ".example"]}
        size={12}
        className={styles.warn}
      />

      <Mark x={14} y={216} n={2} />
      <Words x={236} y={214} lines={["250", "STARTTLS"]} size={12} />
      <Arrow from={[294, 238]} to={[176, 238]} />
      <Arrow from={[176, 258]} to={[48, 258]} tone="bad" />
      <Words
        x={112}
        y={234}
        lines={["250 without", "STARTTLS"]}
        size={12}
        className={styles.warn}
      />
      <Words
        x={112}
        y={284}
        lines={["mail goes", "in clear text"]}
        size={12}
        className={styles.soft}
      />

      <Mark x={14} y={352} n={3} />
      <Words x={112} y={362} lines={["any certificate"]} size={12} className={styles.warn} />
      <Arrow from={[176, 378]} to={[48, 378]} tone="bad" />
      <Arrow from={[176, 378]} to={[294, 378]} dashed />
      <Words
        x={112}
        y={406}
        lines={["encrypted,", "to the attacker"]}
        size={12}
        className={styles.soft}
      />
      <Words
        x={236}
        y={406}
        lines={["read, perhaps", "passed on"]}
        size={12}
        className={styles.soft}
      />
    </>
  ),
};

/** What an active attacker can do to a sender that takes STARTTLS when it is offered, and no more. */
export function StarttlsAttack() {
  return (
    <Diagram
      id="starttls-attack"
      title="Three ways around STARTTLS"
      description="An attacker between the sending and the receiving server forges the DNS answer that names the mail server, removes STARTTLS from the receiver's greeting, or shows a certificate of its own, which the sender accepts."
      wide={wide}
      narrow={narrow}
    >
      <ol>
        <li>
          <strong>Forge the name.</strong> An unsigned MX answer can name the attacker’s server; the
          sender then talks TLS with that one.
        </li>
        <li>
          <strong>Strip the offer.</strong> STARTTLS is a word in a clear-text reply. Without it the
          sender goes on in clear text.
        </li>
        <li>
          <strong>Swap the certificate.</strong> A sender that would rather deliver than fail takes
          any certificate.
        </li>
      </ol>
    </Diagram>
  );
}
