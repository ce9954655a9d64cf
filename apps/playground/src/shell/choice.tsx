/**
 * One of a few: radio buttons that look like one control. The arrow keys of the browser's own radio buttons work in it.
 */

import { type ReactNode, useId } from "react";
import styles from "./choice.module.css";

/** One thing that can be chosen. */
export interface Option<Value extends string | number> {
  readonly value: Value;
  /** What a screen reader says, and the tip; what is seen, when there is no `face`. */
  readonly label: string;
  readonly face?: ReactNode;
  /** The language of the label when it is another one than the page's. */
  readonly lang?: string;
}

/** What the control needs. */
export interface ChoiceProps<Value extends string | number> {
  readonly label: string;
  readonly options: readonly Option<Value>[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

/** A group of radio buttons in one line. */
export function Choice<Value extends string | number>({
  label,
  options,
  value,
  onChange,
}: ChoiceProps<Value>): ReactNode {
  const name = useId();
  return (
    <fieldset className={styles.group}>
      <legend className="visually-hidden">{label}</legend>
      {options.map((option) => (
        <label key={option.value} className={styles.option} title={option.label} lang={option.lang}>
          <input
            type="radio"
            className={styles.input}
            name={name}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span className={option.face === undefined ? undefined : "visually-hidden"}>{option.label}</span>
          {option.face !== undefined && <span aria-hidden="true">{option.face}</span>}
        </label>
      ))}
    </fieldset>
  );
}
