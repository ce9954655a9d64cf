/**
 * Where one writes. Enter sends, Shift+Enter starts a line; the field grows with its text.
 */

import { chatBounds } from "@longwire/cli/playground";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useI18n } from "../i18n/i18n-context.tsx";
import styles from "./composer.module.css";

/** What the composer needs. */
export interface ComposerProps {
  readonly room: string;
  readonly onSay: (text: string) => void;
  /** Called with the text at each change of it. */
  readonly onTyped: (text: string) => void;
}

/** A field and a button. Also without a connection one can send: the message waits. */
export function Composer({ room, onSay, onTyped }: ComposerProps): ReactNode {
  const { t } = useI18n();
  const [text, setText] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  const noteId = useId();
  const over = text.trim().length - chatBounds.textLength;
  const canSend = text.trim() !== "" && over <= 0;

  useEffect(() => {
    const element = field.current;
    if (element === null) return;
    element.style.height = "auto";
    // The border is not part of the scroll height. An empty field keeps its own height.
    element.style.height = text === "" ? "" : `${element.scrollHeight + 2}px`;
  }, [text]);

  const send = (): void => {
    if (!canSend) return;
    onSay(text);
    setText("");
    field.current?.focus();
  };
  const press = (event: KeyboardEvent): void => {
    // While an input method composes, Enter chooses a word.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      className={styles.composer}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={field}
        className={styles.field}
        rows={1}
        value={text}
        placeholder={t.room.write(room)}
        aria-label={t.room.write(room)}
        aria-describedby={noteId}
        aria-invalid={over > 0}
        enterKeyHint="send"
        onChange={(event) => {
          setText(event.target.value);
          onTyped(event.target.value);
        }}
        onKeyDown={press}
      />
      <button type="submit" className={styles.send} disabled={!canSend}>
        {t.room.send}
      </button>
      <p id={noteId} className={styles.note} data-over={over > 0}>
        {over > 0 ? t.room.tooLong(over) : t.room.keys}
      </p>
    </form>
  );
}
