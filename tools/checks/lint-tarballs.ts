/**
 * Checks packed packages for what their users would stumble over: publint for the manifest, attw for the types.
 * It knows the two tools and how strict to be; packing is done elsewhere.
 */
import { readFile } from "node:fs/promises";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import type { Tarball } from "./pack.ts";
import { CheckError, installed, runProgram } from "./run-program.ts";

/** Runs publint in strict mode; any message is a fault. */
export async function lintManifests(tarballs: readonly Tarball[]): Promise<void> {
  const faults: string[] = [];
  for (const { name, file } of tarballs) {
    const bytes = await readFile(file);
    const tarball = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
    for (const message of messages)
      faults.push(`${name}: ${formatMessage(message, pkg, { color: false }) ?? message.code}`);
  }
  if (faults.length > 0) throw new CheckError(faults.join("\n"));
}

/** Runs "are the types wrong" on every package that can be imported; all of ours are ESM only. */
export async function lintTypes(tarballs: readonly Tarball[]): Promise<void> {
  for (const { file, paths } of tarballs) {
    if (!paths.includes("dist/index.d.ts")) continue;
    await runProgram(installed("attw"), [file, "--profile", "esm-only", "--no-emoji", "--no-color"]);
  }
}
