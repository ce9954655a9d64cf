/**
 * Where an exception of an application's listener goes: up as an uncaught exception, but not through the protocol, which
 * would leave a stream half read. Node's own EventTarget does the same.
 */

/** Calls `listener`; what it throws becomes an `uncaughtException` after the current callback. */
export function callListener(listener: () => void): void {
  try {
    listener();
  } catch (error) {
    process.nextTick(() => {
      throw error;
    });
  }
}
