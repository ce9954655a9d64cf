/**
 * One run: a server, publishers and clients as processes of their own with links between them, faults for some time, then
 * peace until everybody has everything; and all of it written down as a history.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { FaultLink, SeededRandom } from "@longwire/testkit";
import { channelNames, declaredChannels, recoveryLimit } from "./declared-channels.ts";
import { type FaultKind, nextNetworkFault, nextServerFault, type ServerFault, serverFaults } from "./fault-plan.ts";
import { HistoryWriter } from "./history-writer.ts";
import { readLog } from "./read-log.ts";
import { ServerProcess } from "./server-process.ts";
import { type Tops, type WorkerPlan, WorkerProcess } from "./worker-process.ts";

/** What a run is. */
export interface FaultRun {
  /** Of the choice of faults. When exactly they meet the server is up to the machine. */
  readonly seed: number;
  /** Gets `history/`, `data/` and `server.log`. */
  readonly directory: string;
  readonly seconds: number;
  readonly clients: number;
  readonly publishers: number;
  readonly kinds: readonly FaultKind[];
  /** Between two faults of the server, and of each link, on average. */
  readonly pauseMs: number;
  readonly onProgress?: (line: string) => void;
}

/** A history that is ready to be judged. */
export interface RunHistory {
  readonly directory: string;
  /** Who had not come back to the end of the log within the time. */
  readonly behind: readonly string[];
  /** From the end of the faults until everybody had everything. */
  readonly settledMs: number;
}

const LINKS = 4;
const CLIENTS_PER_PROCESS = 125;
const CLIENTS_PER_CHANNEL = 25;
const SETTLE_LIMIT_MS = 20_000;
const PUBLICATIONS_PER_SECOND = 10;

/** Does it. */
export async function runFaults(run: FaultRun): Promise<RunHistory> {
  const stage = await FaultStage.open(run);
  try {
    return await stage.play();
  } finally {
    await stage.close();
  }
}

class FaultStage {
  readonly #run: FaultRun;
  readonly #origin = process.hrtime.bigint();
  readonly #history: string;
  readonly #writer: HistoryWriter;
  readonly #server: ServerProcess;
  readonly #channels: string[][];
  #links: readonly FaultLink[] = [];
  #clients: readonly WorkerProcess[] = [];
  #publishers: WorkerProcess | undefined;
  #isOver = false;

  private constructor(run: FaultRun) {
    this.#run = run;
    this.#history = join(run.directory, "history");
    mkdirSync(this.#history, { recursive: true });
    this.#writer = new HistoryWriter(join(this.#history, "run.jsonl"), this.#origin);
    this.#server = new ServerProcess(join(run.directory, "data"), join(run.directory, "server.log"));
    this.#channels = channelNames(Math.ceil(run.clients / CLIENTS_PER_CHANNEL));
  }

  static async open(run: FaultRun): Promise<FaultStage> {
    const stage = new FaultStage(run);
    await stage.#server.start();
    stage.#links = await Promise.all(Array.from({ length: LINKS }, () => FaultLink.open(stage.#server.port)));
    await stage.#startWorkers();
    return stage;
  }

  async play(): Promise<RunHistory> {
    for (const channel of this.#channels.flat()) {
      const { durability, maxEntries } = declaredChannels[channel.split(":")[0] as keyof typeof declaredChannels];
      this.#writer.write({ type: "channel", channel, durability, maxEntries, maxRecovered: recoveryLimit });
    }
    const end = sleep(this.#run.seconds * 1000).then(() => {
      this.#isOver = true;
    });
    await Promise.all([end, this.#disturbNetwork(), this.#disturbServer()]);
    return this.#makePeace();
  }

  async close(): Promise<void> {
    this.#isOver = true;
    for (const worker of this.#clients) worker.kill();
    this.#publishers?.kill();
    this.#server.thaw();
    await this.#server.end("SIGKILL");
    await Promise.all(this.#links.map((link) => link.close()));
  }

  async #startWorkers(): Promise<void> {
    const { clients, publishers, seed } = this.#run;
    const ports = this.#links.map(({ port }) => port);
    const plan = (file: string, names: readonly string[], number: number): WorkerPlan => ({
      file: join(this.#history, file),
      ...{ origin: String(this.#origin), ports, names, channels: this.#channels },
      ...{ seed: seed + 1000 * number, perSecond: PUBLICATIONS_PER_SECOND },
    });
    const names = (prefix: string, count: number): string[] =>
      Array.from({ length: count }, (_, i) => `${prefix}${i + 1}`);
    const all = names("client-", clients);
    const starts: Promise<void>[] = [];
    this.#clients = Array.from({ length: Math.ceil(clients / CLIENTS_PER_PROCESS) }, (_, i) => {
      const worker = new WorkerProcess("clients-process.ts");
      const own = all.slice(i * CLIENTS_PER_PROCESS, (i + 1) * CLIENTS_PER_PROCESS);
      starts.push(worker.begin(plan(`clients-${i}.jsonl`, own, i)));
      return worker;
    });
    // Only what was published after everybody was there is everybody's.
    await Promise.all(starts);
    this.#publishers = new WorkerProcess("publishers-process.ts");
    await this.#publishers.begin(plan("publishers.jsonl", names("publisher-", publishers), this.#clients.length));
  }

  async #disturbNetwork(): Promise<void> {
    if (!this.#run.kinds.includes("network")) return;
    // Each link has a fate of its own.
    const disturb = async (link: FaultLink, i: number): Promise<void> => {
      const random = new SeededRandom(this.#run.seed + 10 * (i + 1));
      for (;;) {
        await sleep(random.below(2 * this.#run.pauseMs));
        if (this.#isOver) return;
        const fault = nextNetworkFault(random);
        this.#say(fault.fault, `link ${i} ${JSON.stringify(fault)}`);
        if (fault.fault === "weather") link.setWeather(fault.weather);
        else link[fault.fault]();
        await sleep(fault.lastsMs);
        link.heal({ goesOn: fault.fault === "silence" && fault.goesOn });
      }
    };
    await Promise.all(this.#links.map(disturb));
  }

  async #disturbServer(): Promise<void> {
    const { kinds, seed, pauseMs } = this.#run;
    if (!serverFaults.some((kind) => kinds.includes(kind))) return;
    const random = new SeededRandom(seed + 1);
    for (;;) {
      await sleep(pauseMs / 2 + random.below(pauseMs));
      if (this.#isOver) return;
      await this.#strike(nextServerFault(random, kinds));
    }
  }

  /** What ends a server is written down when it has ended: whatever it had answered before that was sent before. */
  async #strike(fault: ServerFault): Promise<void> {
    if (fault.fault === "freeze") {
      this.#server.freeze();
      this.#say("freeze", `${fault.lastsMs} ms`);
      await sleep(fault.lastsMs);
      this.#server.thaw();
      return;
    }
    if (fault.fault === "restart") {
      await this.#server.end("SIGTERM");
      this.#say("restart");
      await this.#server.start();
      return;
    }
    await this.#server.end("SIGKILL");
    this.#say("kill", `dead for ${fault.lastsMs} ms`);
    await sleep(fault.lastsMs);
    const starting = this.#server.start();
    if (fault.againAfterMs !== undefined) {
      await sleep(fault.againAfterMs);
      await this.#server.end("SIGKILL");
      this.#say("kill", `again, ${fault.againAfterMs} ms after it was started`);
      await starting;
      await this.#server.start();
    }
    await starting;
  }

  /** No more faults and no more publications; then everybody gets everything, or never will. */
  async #makePeace(): Promise<RunHistory> {
    const began = performance.now();
    for (const link of this.#links) link.heal();
    await this.#publishers?.settle({}, SETTLE_LIMIT_MS);
    const tops: Record<string, Tops[string]> = {};
    for (const channel of this.#channels.flat()) {
      const { entries, top } = await readLog(this.#server.port, channel);
      for (const { offset, id } of entries)
        this.#writer.write({ type: "entry", channel, epoch: top.epoch, offset, id });
      this.#writer.write({ type: "top", channel, ...top });
      tops[channel] = top;
    }
    const behind = (await Promise.all(this.#clients.map((worker) => worker.settle(tops, SETTLE_LIMIT_MS)))).flat();
    const settledMs = performance.now() - began;
    await Promise.all([...this.#clients, this.#publishers].map((worker) => worker?.end()));
    await this.#writer.end();
    return { directory: this.#history, behind, settledMs };
  }

  #say(fault: string, more = ""): void {
    this.#writer.happened({ type: "fault", fault });
    this.#run.onProgress?.(`${fault} ${more}`.trimEnd());
  }
}
