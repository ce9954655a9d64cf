/**
 * The way to another room.
 */

import { chatBounds, roomName } from "@longwire/cli/playground";
import { type ReactNode, useId, useState } from "react";
import { useI18n } from "../i18n/i18n-context.tsx";
import { roomPath } from "../routing/route.ts";
import { goTo } from "../routing/use-path.ts";
import styles from "./side-form.module.css";

/** A field for a room's name. What names no room is said so, beside the field. */
export function RoomForm({ room }: { readonly room: string }): ReactNode {
  const { t } = useI18n();
  const fieldId = useId();
  const [draft, setDraft] = useState("");
  const name = roomName(draft);
  const isWrong = draft.trim() !== "" && name === undefined;
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (name !== undefined && name !== room) goTo(roomPath(name));
      }}
    >
      <label htmlFor={fieldId} className={styles.label}>
        {t.room.changeRoom}
      </label>
      <div className={styles.row}>
        <input
          id={fieldId}
          className="field"
          value={draft}
          maxLength={chatBounds.roomLength}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          aria-invalid={isWrong}
          aria-describedby={`${fieldId}-hint`}
          onChange={(event) => setDraft(event.target.value)}
        />
        <button type="submit" className="button" disabled={name === undefined || name === room}>
          {t.room.go}
        </button>
      </div>
      <p id={`${fieldId}-hint`} className={styles.hint} data-wrong={isWrong}>
        {isWrong ? t.room.invalidRoom : t.room.roomHint}
      </p>
    </form>
  );
}
