import { describeConnection } from "./contracts/connection-contract.ts";
import { MemoryConnection } from "./memory-connection.ts";

describeConnection("memory", async () => {
  const connection = new MemoryConnection();
  const received: (string | Uint8Array)[] = [];
  connection.onDelivered = (data) => received.push(data);
  return {
    connection,
    peer: {
      received,
      get ended() {
        return connection.ended;
      },
      send: (data) => connection.receive(data),
      stall: () => connection.stall(),
      resume: () => connection.read(),
    },
    dispose: async () => connection.terminate(),
  };
});
