/**
 * The classes of published vulnerabilities that this project knows, by number, and which of them its layers so far can have.
 * `npm test` counts the tests of this folder against it.
 */

/** One class. */
export interface VulnerabilityClass {
  readonly title: string;
  /** "transport": a test `vNN-….test.ts` in this folder shows the defence. "hub": it comes with the hub. */
  readonly layer: "transport" | "hub";
}

const transport = (title: string): VulnerabilityClass => ({ title, layer: "transport" });
const hub = (title: string): VulnerabilityClass => ({ title, layer: "hub" });

/** Every class by its name, in order. */
export const classes: Readonly<Record<string, VulnerabilityClass>> = {
  V1: transport("decompression bomb"),
  V2: transport("limit applied to compressed length"),
  V3: transport("no cap on reassembled bytes"),
  V4: transport("fragment count, empty fragments"),
  V5: transport("one object per TCP chunk"),
  V6: transport("allocation by declared length"),
  V7: transport("reserved bit without negotiation"),
  V8: transport("inflater used after an error"),
  V9: transport("header count and size"),
  V10: transport("slow scanners, names with a meaning"),
  V11: transport("extension parameter not validated"),
  V12: transport("unhandled socket error"),
  V13: transport("refused upgrades that stay"),
  V14: transport("pipelined upgrade, early data"),
  V15: transport("confused request target"),
  V16: transport("cross-site hijacking"),
  V17: transport("smuggling by a failed upgrade"),
  V18: transport("header injection by client options"),
  V19: transport("credentials follow redirects"),
  V20: transport("TLS not verified"),
  V21: transport("slow handshakes"),
  V22: transport("spoofed client address"),
  V23: transport("memory disclosure"),
  V24: transport("predictable or reused mask"),
  V25: transport("ping flood"),
  V26: transport("slow reader"),
  V27: transport("endless loop in the receive path"),
  V28: transport("starvation by tiny frames"),
  V29: transport("UTF-8 not validated, or slowly"),
  V30: hub("parser of the application's messages"),
  V31: hub("timing side channels"),
  V32: hub("hash flooding by channel names"),
  V33: hub("revoked session keeps receiving"),
};
