import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createSelfSigned } from "../../src/demo/certificate.ts";
import { runToEnd } from "../measure/children.ts";

export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
  /** `P-256`, or what could be had. */
  readonly kind: string;
}

/** A certificate of 127.0.0.1 that vouches for itself: with a P-256 key by openssl, else RSA. */
export const createCertificateFiles = async (folder: string): Promise<CertificateFiles> => {
  const files = { cert: join(folder, "cert.pem"), key: join(folder, "key.pem") };
  const wanted = "-x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=127.0.0.1";
  const alternative = ["-addext", "subjectAltName=IP:127.0.0.1"];
  try {
    await runToEnd("openssl", [
      "req",
      ...wanted.split(" "),
      ...alternative,
      "-keyout",
      files.key,
      "-out",
      files.cert,
    ]);
    return { ...files, kind: "P-256" };
  } catch {
    const { cert, key } = createSelfSigned({ host: "127.0.0.1", days: 30 });
    writeFileSync(files.cert, cert);
    writeFileSync(files.key, key);
    return { ...files, kind: "RSA 2048, as there is no openssl" };
  }
};
