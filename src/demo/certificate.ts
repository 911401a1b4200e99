import { generateKeyPairSync } from "node:crypto";
import forge from "node-forge";

/** PEM texts. */
export interface KeyedCertificate {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateOptions {
  /** A name or an address; also the subject's common name. */
  readonly host: string;
  /** From `notBefore`. */
  readonly days: number;
  /** Default now. */
  readonly notBefore?: Date;
  /** Signs it. Absent: it vouches for itself. */
  readonly issuer?: KeyedCertificate;
}

const dayMs = 86_400_000;

const createKeys = () =>
  generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });

const altName = (host: string) =>
  /^[\d.]+$|:/.test(host) ? { type: 7, ip: host } : { type: 2, value: host };

/** A certificate with a new RSA key. One without an issuer may itself issue others. */
export const createCertificate = (options: CertificateOptions): KeyedCertificate => {
  const { host, days, notBefore = new Date(), issuer } = options;
  const { publicKey, privateKey } = createKeys();
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  certificate.serialNumber = `01${notBefore.getTime().toString(16).padStart(14, "0")}`;
  certificate.validity.notBefore = notBefore;
  certificate.validity.notAfter = new Date(notBefore.getTime() + days * dayMs);
  certificate.setSubject([{ name: "commonName", value: host }]);
  certificate.setIssuer(
    issuer
      ? forge.pki.certificateFromPem(issuer.cert).subject.attributes
      : [{ name: "commonName", value: host }],
  );
  certificate.setExtensions([
    { name: "basicConstraints", cA: issuer === undefined, critical: true },
    { name: "subjectAltName", altNames: [altName(host)] },
  ]);
  certificate.sign(forge.pki.privateKeyFromPem(issuer?.key ?? privateKey), forge.md.sha256.create());
  return { cert: forge.pki.certificateToPem(certificate), key: privateKey };
};

/** A certificate that vouches for itself: for the demo's HTTPS endpoint. */
export const createSelfSigned = (options: Omit<CertificateOptions, "issuer">): KeyedCertificate =>
  createCertificate(options);
