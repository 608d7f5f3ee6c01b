import styles from "./api-reference.module.css";
import { type Field, FieldList } from "./field-list";
import { Prose } from "./prose";

export interface OperationReferenceProps {
  path: string;
  title: string;
  description: string;
  parameters: readonly Field[];
}

/** An operation that is not a dataset's: the catalogue, a definition, a release. */
export function OperationReference({
  path,
  title,
  description,
  parameters,
}: OperationReferenceProps) {
  return (
    <section>
      <h3>{title}</h3>
      <p className={styles.address}>
        <code>GET {path}</code>
      </p>
      <Prose text={description} />
      {parameters.length > 0 && <FieldList fields={parameters} />}
    </section>
  );
}
