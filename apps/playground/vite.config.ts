/**
 * How the front end is built, and how `vite` serves it while it is worked on: the realtime paths go to the playground's server.
 */

import react from "@vitejs/plugin-react";
import { defineConfig, type UserConfig } from "vite";

const server = `http://localhost:${process.env.PORT ?? "8000"}`;

const config: UserConfig = defineConfig({
  plugins: [react()],
  // Data URLs would need an exception in the content security policy.
  build: { assetsInlineLimit: 0 },
  server: {
    proxy: {
      // The same path is a page when it is not a WebSocket.
      "/chat": { target: server, ws: true, bypass: (request) => (request.headers.upgrade ? undefined : request.url) },
      "/metrics": { target: server, ws: true },
    },
  },
});

export default config;
