import type { X509Certificate } from "node:crypto";

/** What a target's own (leaf) certificate says. Times are epoch ms. */
export interface Certificate {
  readonly subject: string;
  readonly issuer: string;
  /** The subject alternative names as OpenSSL prints them: `DNS:example.com, IP Address:127.0.0.1`. */
  readonly names: string;
  readonly validFrom: number;
  readonly expiresAt: number;
  /** SHA-256, upper-case hexadecimal with colons. */
  readonly fingerprint: string;
}

const oneLine = (name: string | undefined): string => (name ?? "").replaceAll("\n", ", ");

/** Reads the facts off a peer's certificate. */
export const readCertificate = (x509: X509Certificate): Certificate => ({
  subject: oneLine(x509.subject),
  issuer: oneLine(x509.issuer),
  names: x509.subjectAltName ?? "",
  validFrom: x509.validFromDate.getTime(),
  expiresAt: x509.validToDate.getTime(),
  fingerprint: x509.fingerprint256,
});
