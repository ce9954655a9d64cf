/**
 * A certificate for the TLS row, made by the `openssl` program when the bench begins and thrown away when it ends.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TlsFiles } from "./peers.ts";

/** Files that are gone when the process ends. @throws Error when `openssl` is missing. */
export function makeCertificate(): TlsFiles {
  const folder = mkdtempSync(join(tmpdir(), "longwire-bench-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const files = { cert: join(folder, "cert.pem"), key: join(folder, "key.pem") };
  const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  execFileSync("openssl", ["req", ...kind, ...names, "-keyout", files.key, "-out", files.cert], { stdio: "pipe" });
  return files;
}
