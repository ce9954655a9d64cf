/**
 * Where one changes one's name.
 */

import { chatBounds } from "@longwire/cli/playground";
import { type ReactNode, useId, useState } from "react";
import { useI18n } from "../i18n/i18n-context.tsx";
import type { Identity } from "../preferences/use-identity.ts";
import styles from "./side-form.module.css";

/** A field with the name and a button that keeps it. */
export function NameForm({ identity }: { readonly identity: Identity }): ReactNode {
  const { t } = useI18n();
  const fieldId = useId();
  const [draft, setDraft] = useState<string>();
  const name = (draft ?? identity.name).replace(/\s+/g, " ").trim();
  const canSave = name !== "" && name !== identity.name;
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (canSave) identity.setName(name);
        setDraft(undefined);
      }}
    >
      <label htmlFor={fieldId} className={styles.label}>
        {t.room.yourName}
      </label>
      <div className={styles.row}>
        <input
          id={fieldId}
          className="field"
          value={draft ?? identity.name}
          maxLength={chatBounds.nameLength}
          autoComplete="nickname"
          aria-describedby={`${fieldId}-hint`}
          onChange={(event) => setDraft(event.target.value)}
        />
        <button type="submit" className="button" disabled={!canSave}>
          {t.room.saveName}
        </button>
      </div>
      <p id={`${fieldId}-hint`} className={styles.hint}>
        {t.room.nameHint}
      </p>
    </form>
  );
}
