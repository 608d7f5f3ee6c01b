import styles from "./range-form.module.css";

export interface FilterFormProps {
  action: string;
  label: string;
  value: string;
  /** State that the form keeps, by parameter. */
  keep?: Readonly<Record<string, string>>;
  /** How many rows are shown of how many. */
  shown: number;
  all: number;
}

/** A filter by name: a plain form, so that the filtered page has an address. */
export function FilterForm({ action, label, value, keep = {}, shown, all }: FilterFormProps) {
  return (
    <search>
      <form action={action} className={styles.form}>
        {Object.entries(keep).map(([name, kept]) => (
          <input key={name} type="hidden" name={name} value={kept} />
        ))}
        <label>
          {label} <input type="search" name="q" defaultValue={value} maxLength={64} />
        </label>
        <button type="submit">Filter</button>
        {value !== "" && (
          <span role="status">
            {shown} of {all} · <a href={action}>show all</a>
          </span>
        )}
      </form>
    </search>
  );
}
