/**
 * What all clients have in common: what they are asked to do, and the counting of what comes back.
 */

/** From the command line. */
const [, , url = "", connections = "16", inFlight = "32", warmUpSeconds = "1", seconds = "3"] = process.argv;
export const asked = { url, connections: Number(connections), inFlight: Number(inFlight) };
/** 32 bytes, as the fast server expects. */
export const message = Buffer.alloc(32, "m");

let count = 0;

/** One message came back. */
export function cameBack() {
  count += 1;
}

/** Measures after the warm-up, prints one line of JSON, and ends the process. */
export function measure() {
  setTimeout(() => {
    count = 0;
    const began = performance.now();
    const cpuBefore = process.cpuUsage();
    setTimeout(() => {
      const elapsed = (performance.now() - began) / 1000;
      const { user, system } = process.cpuUsage(cpuBefore);
      console.log(JSON.stringify({ perSecond: count / elapsed, cpu: (user + system) / 1e6 / elapsed }));
      process.exit();
    }, Number(seconds) * 1000);
  }, Number(warmUpSeconds) * 1000);
}
