/**
 * Certificates for tests of TLS, made at test time by the `openssl` program, so that no key lies in the repository.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** PEM texts. The certificate is its own authority. */
export interface SelfSigned {
  readonly cert: string;
  readonly key: string;
}

const REQUEST = ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "key.pem"];
const NAMES = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
/** An authority of its own, since `openssl req` gives no certificate that ends before now. */
const AUTHORITY = `[ca]
default_ca = own
[own]
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
`;

/** Makes a certificate for localhost and 127.0.0.1, good for two days. @throws Error when `openssl` is missing. */
export function createSelfSigned(): SelfSigned {
  return withOpenssl((run) => run([...REQUEST, ...NAMES, "-x509", "-days", "2", "-out", "cert.pem"]));
}

/** The same, but it was good for one day in 2020. @throws Error when `openssl` is missing. */
export function createExpired(): SelfSigned {
  return withOpenssl((run, folder) => {
    writeFileSync(join(folder, "ca.cnf"), AUTHORITY);
    writeFileSync(join(folder, "index.txt"), "");
    run([...REQUEST, ...NAMES, "-out", "request.pem"]);
    const dates = ["-startdate", "20200101000000Z", "-enddate", "20200102000000Z"];
    const files = ["-config", "ca.cnf", "-keyfile", "key.pem", "-in", "request.pem", "-out", "cert.pem"];
    run(["ca", "-batch", "-selfsign", "-notext", ...files, ...dates]);
  });
}

/** Reads what `make` leaves in a folder that is gone afterwards: `cert.pem` and `key.pem`. */
function withOpenssl(make: (run: (args: readonly string[]) => void, folder: string) => void): SelfSigned {
  const folder = mkdtempSync(join(tmpdir(), "longwire-tls-"));
  try {
    make((args) => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" }), folder);
    const read = (name: string): string => readFileSync(join(folder, name), "utf8");
    return { cert: read("cert.pem"), key: read("key.pem") };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
