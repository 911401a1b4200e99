import { X509Certificate } from "node:crypto";
import { isIP, type Socket } from "node:net";
import { connect, createSecureContext, type SecureContext, type TLSSocket } from "node:tls";
import type { ReasonCode } from "../core/reason.ts";
import type { Attempt } from "./attempt.ts";
import { readCertificate } from "./certificate.ts";
import { errorCode, isReset, NetworkFailure, tlsFailure } from "./network-failure.ts";

/** PEM texts. */
export interface TlsOptions {
  /** Trusted instead of the well-known roots. */
  readonly ca?: string;
  /** Client certificate with its chain, and its key. */
  readonly cert?: string;
  readonly key?: string;
  /** Asked for and verified instead of the host. */
  readonly servername?: string;
  /** False accepts any certificate. Default true. */
  readonly verify?: boolean;
}

const contexts = new WeakMap<TlsOptions, SecureContext>();

/**
 * Reads the certificates and the key once per options object.
 * @throws {Error} when a PEM text is damaged or the key does not belong to the certificate
 */
export const secureContext = (options: TlsOptions): SecureContext => {
  const known = contexts.get(options);
  if (known) return known;
  const context = createContext(options);
  contexts.set(options, context);
  return context;
};

const createContext = ({ ca, cert, key }: TlsOptions): SecureContext => {
  try {
    // Node passes over a damaged `ca`, and would then trust nobody.
    if (ca) void new X509Certificate(ca);
    return createSecureContext({ ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) });
  } catch (error) {
    const said = error instanceof Error ? error.message : "unknown error";
    throw new Error(`ca, cert or key is not a PEM text that can be used: ${said}`, { cause: error });
  }
};

const verifyCodes: Readonly<Record<string, ReasonCode>> = {
  CERT_HAS_EXPIRED: "tls-expired",
  CERT_NOT_YET_VALID: "tls-not-yet-valid",
  DEPTH_ZERO_SELF_SIGNED_CERT: "tls-self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "tls-self-signed",
  ERR_TLS_CERT_ALTNAME_INVALID: "tls-wrong-host",
};

const verifyFailure = (socket: TLSSocket, name: string, attempt: Attempt): NetworkFailure => {
  // Node declares an Error here; in truth it is the code as a string.
  const code = String(socket.authorizationError);
  const certificate = attempt.facts.certificate;
  const detail = {
    "tls-expired": `the certificate expired on ${isoDate(certificate?.expiresAt)}`,
    "tls-not-yet-valid": `the certificate is valid only from ${isoDate(certificate?.validFrom)}`,
    "tls-self-signed": `the certificate of ${name} is signed by itself or by an unknown root (${code})`,
    "tls-wrong-host": `the certificate is for ${certificate?.names || certificate?.subject}, not for ${name}`,
    "tls-untrusted": `the certificate of ${name} cannot be verified (${code})`,
  };
  const reasonCode = verifyCodes[code] ?? "tls-untrusted";
  return new NetworkFailure(reasonCode, detail[reasonCode as keyof typeof detail]);
};

const isoDate = (time: number | undefined): string =>
  time === undefined || Number.isNaN(time) ? "an unreadable date" : new Date(time).toISOString();

const handshakeFailure = (error: unknown): NetworkFailure => {
  if (error instanceof NetworkFailure) return error;
  if (isReset(error))
    return new NetworkFailure("connection-reset", "the connection was reset during the TLS handshake");
  if (errorCode(error) === "ECONNRESET")
    return new NetworkFailure("tls-failed", "the connection was closed during the TLS handshake");
  return (
    tlsFailure(error) ?? new NetworkFailure("tls-failed", `the TLS handshake failed (${errorCode(error)})`)
  );
};

/**
 * Speaks TLS over `socket` and verifies the other side before anything is written to it.
 *
 * `rejectUnauthorized` is off only so that an expired certificate can still be read. Node verifies all the same,
 * chain and host name, and leaves its verdict in `authorized`; with the option on it would judge at this moment too.
 */
export const secureSocket = async (
  socket: Socket,
  host: string,
  options: TlsOptions,
  protocols: readonly string[] | undefined,
  attempt: Attempt,
): Promise<TLSSocket> => {
  const name = options.servername ?? host;
  try {
    const secured = await attempt.wait<TLSSocket>((resolve, reject) => {
      const secured = attempt.own(
        connect({
          socket,
          host: name,
          secureContext: secureContext(options),
          rejectUnauthorized: false,
          ...(isIP(name) === 0 && { servername: name }),
          ...(protocols && { ALPNProtocols: [...protocols] }),
        }),
      );
      secured.once("secureConnect", () => resolve(secured));
      secured.once("error", reject);
    });
    const x509 = secured.getPeerX509Certificate();
    if (x509) attempt.facts.certificate = readCertificate(x509);
    attempt.facts.protocol = secured.getProtocol() ?? "unknown";
    attempt.trace(`* ${attempt.facts.protocol}, ${describePeer(attempt)}`);
    if (!secured.authorized && options.verify !== false) throw verifyFailure(secured, name, attempt);
    return secured;
  } catch (error) {
    throw handshakeFailure(error);
  }
};

const describePeer = ({ facts: { certificate } }: Attempt): string =>
  certificate
    ? `certificate ${certificate.subject || certificate.names}, expires ${isoDate(certificate.expiresAt)}`
    : "no certificate";
