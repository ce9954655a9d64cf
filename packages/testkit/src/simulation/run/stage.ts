/**
 * Everything that takes part in a run, for those who make things happen. Types only.
 */
import type { Checker } from "../checker/checker.ts";
import type { BackEnd } from "../clients/back-end.ts";
import type { SimulatedClient, TokenNature } from "../clients/simulated-client.ts";
import type { SimulatedDisk } from "../disk/simulated-disk.ts";
import type { HubMachine } from "../hub/hub-machine.ts";
import type { Network } from "../network/network.ts";
import type { Plan } from "../plan/plan.ts";
import type { BrokerNature } from "../store/simulated-broker.ts";
import type { StoreNature } from "../store/simulated-history-store.ts";
import type { StoreRecord } from "../store/store-record.ts";
import type { World } from "../world/world.ts";

/** How the hub's application is. */
export interface HandlerNature {
  /** Share of calls that throw. */
  failing: number;
  /** What a call takes at most. */
  slowMs: number;
}

/** A run. */
export interface Stage {
  readonly plan: Plan;
  readonly world: World;
  readonly network: Network;
  readonly disk: SimulatedDisk<StoreRecord>;
  readonly machine: HubMachine;
  readonly clients: readonly SimulatedClient[];
  readonly backEnd: BackEnd;
  readonly checker: Checker;
  readonly natures: {
    readonly tokens: TokenNature;
    readonly store: StoreNature;
    readonly broker: BrokerNature;
    readonly handlers: HandlerNature;
  };
  /** The number of the next publication. */
  nextNumber(): number;
}
