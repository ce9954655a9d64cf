/**
 * How the pages are built, into the command that serves them, and how `vite` serves them while they are worked on: the
 * hub's paths go to a `longwire serve` beside it.
 */

import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig, type UserConfig } from "vite";

const server = `http://localhost:${process.env.PORT ?? "8000"}`;

const config: UserConfig = defineConfig({
  plugins: [react()],
  // Our packages as sources, so that nothing needs to be built before.
  resolve: { conditions: ["@longwire/source", ...defaultClientConditions] },
  build: {
    outDir: "../../packages/cli/pages",
    emptyOutDir: true,
    // Data URLs would need an exception in the content security policy.
    assetsInlineLimit: 0,
  },
  server: { proxy: { "/connection": { target: server, ws: true } } },
});

export default config;
