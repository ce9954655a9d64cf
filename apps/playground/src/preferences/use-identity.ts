/**
 * Who one is in the chat: a secret key that the browser keeps, and a name that can be changed. All tabs share both.
 */

import { useCallback, useEffect, useState } from "react";
import { randomId } from "../realtime/browser.ts";
import { onStoredElsewhere, readStored, writeStored } from "./stored.ts";

/** The key, the name, and how to change the name. */
export interface Identity {
  readonly key: string;
  readonly name: string;
  readonly setName: (name: string) => void;
}

/** Who one is. `firstNames` are names for who has none yet; one is drawn, and a number keeps two of them apart. */
export function useIdentity(firstNames: readonly string[]): Identity {
  const [key] = useState(() => readOrKeep("key", randomId));
  const [name, setState] = useState(() => readOrKeep("name", () => drawName(firstNames)));
  useEffect(() => onStoredElsewhere("name", setState), []);
  const setName = useCallback((next: string) => {
    writeStored("name", next);
    setState(next);
  }, []);
  return { key, name, setName };
}

function readOrKeep(what: "key" | "name", make: () => string): string {
  const stored = readStored(what);
  if (stored !== undefined && stored !== "") return stored;
  const made = make();
  writeStored(what, made);
  return made;
}

function drawName(names: readonly string[]): string {
  const bird = names[Math.floor(Math.random() * names.length)] ?? "";
  return `${bird} ${10 + Math.floor(Math.random() * 90)}`;
}
