import styles from "./learn-menu.module.css";

const PAGES = [
  { href: "/learn", name: "Why mail needs DANE" },
  { href: "/learn/publishing", name: "Receiving: publish TLSA" },
  { href: "/learn/sending", name: "Sending: verify TLSA" },
  { href: "/learn/checkers", name: "When checkers differ" },
] as const;

/** The pages of the learning part, the current one marked. */
export function LearnMenu({ here }: { here: (typeof PAGES)[number]["href"] }) {
  return (
    <nav className={styles.menu} aria-label="Learn">
      <ul>
        {PAGES.map(({ href, name }) => (
          <li key={href}>
            <a href={href} aria-current={href === here ? "page" : undefined}>
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
