/**
 * What every browser test stands on: built pages, a server, a browser with people in it. It is set up before the tests of
 * a suite and taken down after them.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import type { Browser } from "playwright-core";
import { ensureBuilt } from "./built.ts";
import { launchChromium, People } from "./chromium.ts";
import { type Served, serve } from "./served.ts";

/** The stage of one suite. */
export class Stage {
  readonly #data = mkdtempSync(join(tmpdir(), "longwire-stage-"));
  #served: Served | undefined;
  #browser: Browser | undefined;
  #people: People | undefined;

  /** Sets itself up and takes itself down with the suite in which it is made. */
  constructor() {
    before(async () => {
      await ensureBuilt();
      [this.#served, this.#browser] = await Promise.all([serve({ data: this.#data }), launchChromium()]);
      this.#people = new People(this.#browser);
    });
    after(async () => {
      await this.#browser?.close();
      await this.#served?.stop("SIGKILL");
      rmSync(this.#data, { recursive: true, force: true });
    });
  }

  /** The server. */
  get served(): Served {
    if (this.#served === undefined) throw new Error("the suite has not begun");
    return this.#served;
  }

  /** The people. */
  get people(): People {
    if (this.#people === undefined) throw new Error("the suite has not begun");
    return this.#people;
  }

  /** Ends the server by a signal that it cannot catch. */
  async kill(): Promise<void> {
    await this.served.stop("SIGKILL");
  }

  /** Starts a server where the last one was, on what it has left behind. */
  async restart(): Promise<void> {
    this.#served = await serve({ port: this.served.port, data: this.#data });
  }
}
