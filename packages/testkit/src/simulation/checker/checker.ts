/**
 * Everything that must hold, put together: it is told of each thing that happens, and asked after each event and at the end.
 * It shares no code with the hub.
 */
import type { Fault } from "../plan/fault.ts";
import type { Plan } from "../plan/plan.ts";
import type { StoreRecord } from "../store/store-record.ts";
import { ClientView, type ToldSubscribed, type ViewMode } from "./client-view.ts";
import { Ledger, type LogView } from "./ledger.ts";
import { PresenceMoves } from "./presence-moves.ts";
import { Verdicts } from "./verdicts.ts";
import { type WireRules, WireView } from "./wire-view.ts";

/** What the checker may look at. */
export interface Sights {
  readonly now: () => number;
  /** A log in the store, as it is committed. */
  readonly logOf: (channel: string) => LogView | undefined;
  /** Until when a token holds by `now`. */
  readonly deadlineOf: (token: string) => number;
  readonly tokenOf: WireRules["tokenOf"];
}

/** After these, subscribers may have to be told of a gap: a publication did not reach them, though it is in the log. */
const losing: readonly Fault[] = ["lost-messages", "silent-broker", "broker-reconnects", "failing-store"];

/** With these, what is sent may wait for a connection. */
const stalling: readonly Fault[] = ["slow-readers", "half-open", "power-losses"];

/** The checker of one run. */
export class Checker {
  readonly verdicts: Verdicts;
  readonly ledger: Ledger;
  readonly moves: PresenceMoves;
  readonly #plan: Plan;
  readonly #rules: WireRules;
  readonly #views = new Map<string, ClientView>();
  readonly #wires = new Map<string, WireView>();

  constructor(plan: Plan, sights: Sights) {
    const { now, logOf, deadlineOf, tokenOf } = sights;
    const durabilities = new Map(plan.channels.map(({ name, durability }) => [name, durability]));
    const isOn = (fault: Fault): boolean => plan.faults.has(fault);
    this.#plan = plan;
    this.verdicts = new Verdicts(now);
    this.moves = new PresenceMoves(this.verdicts);
    this.ledger = new Ledger(this.verdicts, (channel) => durabilities.get(channel) ?? "memory");
    this.#rules = {
      modeOf: (channel) => this.modeOf(channel),
      logOf,
      deadlineOf,
      now,
      maxRecoveredEntries: plan.maxRecoveredEntries,
      expiryGraceMs: 25_000,
      mayBeDamaged: isOn("damaged-pages"),
      mayBeLost: losing.some(isOn),
      mayPause: (channel) =>
        stalling.some(isOn) && this.#optionsOf(channel)?.slowConsumer?.policy === "pause-and-recover",
      tokenOf,
      isThere: (user, channel) => [...this.#wires.values()].some((wire) => wire.holds(user, channel)),
    };
  }

  modeOf(channel: string): ViewMode {
    const options = this.#optionsOf(channel);
    if (options?.history === undefined) return "plain";
    return options.recovery ?? "positioned";
  }

  view(client: string, channel: string): ClientView {
    const id = `${client} ${channel}`;
    let view = this.#views.get(id);
    if (view === undefined) {
      view = new ClientView(client, channel, this.modeOf(channel), this.ledger, this.verdicts);
      this.#views.set(id, view);
    }
    return view;
  }

  subscribed(client: string, channel: string, told: ToldSubscribed): void {
    this.view(client, channel).subscribed(told);
  }

  shown(client: string, channel: string, offset: number | undefined, n: number): void {
    this.view(client, channel).shown(offset, n);
  }

  /** Records are there to stay, against what `level` names. */
  kept(records: readonly StoreRecord[], level: "memory" | "commit" | "fsync"): void {
    for (const record of records) {
      if (record.type !== "entry") continue;
      const { channel, epoch, kept } = record;
      const { n } = JSON.parse(new TextDecoder().decode(kept.entry.data.bytes)) as { readonly n: number };
      this.ledger.kept({ channel, epoch, offset: kept.entry.offset }, n, level);
    }
  }

  /** The hub has said that tokens of `user` from before are void. */
  revoked(user: string, before: number): void {
    for (const wire of this.#wires.values()) wire.revoked(user, before);
  }

  /** The wire of one connection. @param isOpen the hub has not ended it. */
  wire(link: string, client: string, isOpen: () => boolean): WireView {
    let wire = this.#wires.get(link);
    if (wire === undefined) {
      wire = new WireView(`${client} on ${link}`, isOpen, this.#rules, this.ledger, this.verdicts);
      this.#wires.set(link, wire);
    }
    return wire;
  }

  #optionsOf(channel: string): Plan["channels"][number]["options"] | undefined {
    return this.#plan.channels.find(({ name }) => name === channel)?.options;
  }
}
