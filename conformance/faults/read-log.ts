/**
 * Reads a channel's whole log over the HTTP API.
 */

/** An entry, by the id that its publisher gave it. */
export interface LoggedId {
  readonly offset: number;
  readonly id: string;
}

/** A log. */
export interface ReadLog {
  readonly entries: readonly LoggedId[];
  readonly top: { readonly epoch: string; readonly offset: number };
}

interface HistoryAnswer {
  readonly result: {
    readonly publications: readonly { readonly offset: number; readonly data: { readonly id: string } }[];
    readonly epoch: string;
    readonly offset: number;
  };
}

const PAGE = 5_000;

/** Reads it from the beginning. */
export async function readLog(port: number, channel: string): Promise<ReadLog> {
  const entries: LoggedId[] = [];
  let since: { readonly epoch: string; readonly offset: number } | undefined;
  for (;;) {
    const response = await fetch(`http://127.0.0.1:${port}/api/history`, {
      method: "POST",
      body: JSON.stringify({ channel, limit: PAGE, since }),
    });
    const { result } = (await response.json()) as HistoryAnswer;
    for (const { offset, data } of result.publications) entries.push({ offset, id: data.id });
    const last = result.publications.at(-1);
    if (last === undefined || last.offset >= result.offset) {
      return { entries, top: { epoch: result.epoch, offset: result.offset } };
    }
    since = { epoch: result.epoch, offset: last.offset };
  }
}
