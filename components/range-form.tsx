import styles from "./range-form.module.css";

/** A link that sets the page's state, and whether it is the state now. */
export interface Choice {
  name: string;
  href: string;
  current: boolean;
}

export interface RangeFormProps {
  action: string;
  start: string;
  end: string;
  /** First and last month that the form offers, `YYYY-MM`. */
  first: string;
  last: string;
  /** State that the form keeps, by parameter. */
  keep: Readonly<Record<string, string>>;
  ranges: readonly Choice[];
  scales: readonly Choice[];
}

/** Links that set one part of the state. */
export function Choices({ name, choices }: { name: string; choices: readonly Choice[] }) {
  return (
    <fieldset className={styles.choices}>
      <legend>{name}</legend>
      {choices.map(({ name: text, href, current }) => (
        <a key={text} href={href} aria-current={current ? "true" : undefined}>
          {text}
        </a>
      ))}
    </fieldset>
  );
}

/** Range and scale of the charts: links and a form that need no script; the state is the address. */
export function RangeForm({
  action,
  start,
  end,
  first,
  last,
  keep,
  ranges,
  scales,
}: RangeFormProps) {
  return (
    <div className={styles.tools}>
      <Choices name="Range" choices={ranges} />
      <form action={action} className={styles.form}>
        {Object.entries(keep).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <label>
          From{" "}
          <input
            type="month"
            name="start"
            defaultValue={start}
            min={first}
            max={last}
            placeholder="YYYY-MM"
          />
        </label>
        <label>
          to{" "}
          <input
            type="month"
            name="end"
            defaultValue={end}
            min={first}
            max={last}
            placeholder="YYYY-MM"
          />
        </label>
        <button type="submit">Show</button>
      </form>
      <Choices name="Scale" choices={scales} />
    </div>
  );
}
