import styles from "@/components/check/check-form.module.css";

/** Asks for the guide with the values of a domain. */
export function GuideForm({ domain }: { domain: string }) {
  return (
    <search>
      <form action="/guide" className={styles.form}>
        <label htmlFor="domain">Your domain, to fill in its names from the last check</label>
        <div className={styles.line}>
          <input
            id="domain"
            name="domain"
            type="text"
            inputMode="url"
            autoCapitalize="none"
            autoComplete="off"
            spellCheck="false"
            maxLength={300}
            defaultValue={domain}
            placeholder="example.nl"
          />
          <button type="submit">Fill in</button>
        </div>
      </form>
    </search>
  );
}
