import type { ReactNode } from "react";
import styles from "./plain-form.module.css";

/** A form that is sent as it stands; the answer leads to the page that says what came of it. */
export function PlainForm({
  action,
  hidden = {},
  isInline = false,
  children,
}: {
  action: string;
  /** Fields that the visitor does not see. */
  hidden?: Readonly<Record<string, string>>;
  /** A button beside other things. */
  isInline?: boolean;
  children: ReactNode;
}) {
  return (
    <form
      method="post"
      action={action}
      className={isInline ? `${styles.form} ${styles.inline}` : styles.form}
    >
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {children}
    </form>
  );
}

/** A line to type into, with its label. */
export function TextField({
  id,
  name,
  label,
  type = "text",
  value = "",
  placeholder,
  autoComplete = "off",
  isRequired = true,
  hint,
}: {
  id: string;
  name: string;
  label: string;
  type?: "text" | "email" | "url";
  value?: string;
  placeholder?: string;
  autoComplete?: string;
  isRequired?: boolean;
  hint?: ReactNode;
}) {
  const hintId = `${id}-hint`;
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name={name}
        type={type}
        autoCapitalize="none"
        autoComplete={autoComplete}
        autoCorrect="off"
        spellCheck="false"
        required={isRequired}
        maxLength={2048}
        defaultValue={value}
        placeholder={placeholder}
        aria-describedby={hint === undefined ? undefined : hintId}
      />
      {hint !== undefined && (
        <p className={styles.hint} id={hintId}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** One of several things to choose from. */
export interface Choice {
  name: string;
  value: string;
  label: ReactNode;
  isChosen?: boolean;
}

/** Things to choose from: one of them, or any number. */
export function Choices({
  legend,
  type,
  choices,
}: {
  legend: string;
  type: "radio" | "checkbox";
  choices: readonly Choice[];
}) {
  return (
    <fieldset className={styles.choices}>
      <legend>{legend}</legend>
      {choices.map(({ name, value, label, isChosen }) => (
        <label key={`${name} ${value}`}>
          <input type={type} name={name} value={value} defaultChecked={isChosen ?? false} />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** The buttons of a form, in a line. */
export function Buttons({ children }: { children: ReactNode }) {
  return <div className={styles.buttons}>{children}</div>;
}

/** A button that sends its form. */
export function SendButton({ words, isQuiet = false }: { words: string; isQuiet?: boolean }) {
  return (
    <button type="submit" className={isQuiet ? styles.quiet : undefined}>
      {words}
    </button>
  );
}
