import styles from "./check-form.module.css";

/** Where a wish for a check goes; without a script the answer leads to the domain's page. */
const ACTION = "/api/v1/checks";

/** The field for a domain, an e-mail address or a web address. */
export function CheckForm({ domain = "", id = "domain" }: { domain?: string; id?: string }) {
  return (
    <search>
      <form method="post" action={ACTION} className={styles.form}>
        <label htmlFor={id}>Domain, e-mail address or web address</label>
        <div className={styles.line}>
          <input
            id={id}
            name="domain"
            type="text"
            inputMode="url"
            autoCapitalize="none"
            autoComplete="off"
            autoCorrect="off"
            spellCheck="false"
            required
            maxLength={2048}
            defaultValue={domain}
            placeholder="example.nl"
          />
          <button type="submit">Check</button>
        </div>
      </form>
    </search>
  );
}

/** The button for a new check of a domain. */
export function CheckAgain({ domain, words = "Check again" }: { domain: string; words?: string }) {
  return (
    <form method="post" action={ACTION} className={styles.again}>
      <input type="hidden" name="domain" value={domain} />
      <button type="submit">{words}</button>
    </form>
  );
}
