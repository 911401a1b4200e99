import { generateKeyPairSync } from "node:crypto";
import forge from "node-forge";

/** PEM texts. */
export interface KeyedCertificate {
  readonly cert: string;
  readonly key: string;
}

export interface SelfSignedOptions {
  /** A name or an address. */
  readonly host: string;
  /** From `notBefore`. */
  readonly days: number;
  /** Default now. */
  readonly notBefore?: Date;
}

const dayMs = 86_400_000;

/** A certificate that vouches for itself, with a new RSA key: for the demo's HTTPS endpoint. */
export const createSelfSigned = ({
  host,
  days,
  notBefore = new Date(),
}: SelfSignedOptions): KeyedCertificate => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  certificate.serialNumber = `01${notBefore.getTime().toString(16).padStart(14, "0")}`;
  certificate.validity.notBefore = notBefore;
  certificate.validity.notAfter = new Date(notBefore.getTime() + days * dayMs);
  const name = [{ name: "commonName", value: host }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  const isAddress = /^[\d.]+$|:/.test(host);
  certificate.setExtensions([
    { name: "basicConstraints", cA: true, critical: true },
    { name: "subjectAltName", altNames: [isAddress ? { type: 7, ip: host } : { type: 2, value: host }] },
  ]);
  certificate.sign(forge.pki.privateKeyFromPem(privateKey), forge.md.sha256.create());
  return { cert: forge.pki.certificateToPem(certificate), key: privateKey };
};
