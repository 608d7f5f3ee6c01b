import styles from "./api-reference.module.css";
import { Marked } from "./prose";

/** A parameter, a column or a key of an answer. */
export interface Field {
  name: string;
  /** Column in CSV where it differs from the key in JSON. */
  csvName: string | null;
  type: string;
  description: string;
  example: string | null;
}

/** Fields with type and meaning, one below the other: readable at any width. */
export function FieldList({ fields }: { fields: readonly Field[] }) {
  return (
    <dl className={styles.fields}>
      {fields.map(({ name, csvName, type, description, example }) => (
        <div key={name}>
          <dt>
            <code>{name}</code>
            <span>{type}</span>
          </dt>
          <dd>
            <Marked text={description} />
            {csvName !== null && (
              <span className={styles.aside}>
                In CSV <code>{csvName}</code>
              </span>
            )}
            {example !== null && (
              <span className={styles.aside}>
                Example <code>{example}</code>
              </span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
