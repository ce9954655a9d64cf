/**
 * The line as React state: one for the whole app and person, over which all pages speak.
 */

import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { openLine } from "./browser.ts";
import type { CentrifugeLine } from "./centrifuge-line.ts";
import type { ConnectionState } from "./line.ts";

/** Before the first effect. */
const notYet: ConnectionState = { type: "connecting", code: 0, reason: "", wasConnected: false, isCut: false };

/** A line, which is not there before the first effect, and its state. */
export interface OpenLine {
  readonly line: CentrifugeLine | undefined;
  readonly connection: ConnectionState;
}

/** Opens a line for a person and closes it in the end. `speed` undefined: there is none. */
export function useLine(person: { readonly key: string; readonly name: string }, speed?: "full" | "slow"): OpenLine {
  const [line, setLine] = useState<CentrifugeLine>();
  const { key, name } = person;

  // Another name is for the next connection, and is no reason to connect anew.
  const latestName = useRef(name);
  useEffect(() => {
    if (speed === undefined) return undefined;
    const opened = openLine({ key, name: latestName.current }, speed);
    setLine(opened);
    return () => {
      opened.close();
      setLine(undefined);
    };
  }, [key, speed]);
  useEffect(() => {
    latestName.current = name;
    line?.setName(name);
  }, [line, name]);

  const subscribe = useCallback((changed: () => void) => line?.onState(changed) ?? (() => {}), [line]);
  const connection = useSyncExternalStore(subscribe, () => line?.state ?? notYet);
  return { line, connection };
}
