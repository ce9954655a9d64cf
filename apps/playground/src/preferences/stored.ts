/**
 * Small texts that the browser keeps between visits. Where it keeps none, they last as long as nobody asks again.
 */

/** What is kept. */
export type StoredName = "theme" | "locale" | "name" | "key";

const PREFIX = "longwire.";

/** Reads a kept text; `undefined` when there is none or the browser keeps none. */
export function readStored(name: StoredName): string | undefined {
  try {
    return localStorage.getItem(PREFIX + name) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a text, if the browser does. */
export function writeStored(name: StoredName, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // Storage is off or full: the choice holds for this visit.
  }
}

/** Calls back when another tab keeps a new text under this name. The returned function ends that. */
export function onStoredElsewhere(name: StoredName, callback: (value: string) => void): () => void {
  const ended = new AbortController();
  const listener = (event: StorageEvent): void => {
    if (event.key === PREFIX + name && event.newValue !== null) callback(event.newValue);
  };
  addEventListener("storage", listener, ended);
  return () => ended.abort();
}
