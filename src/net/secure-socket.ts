import { isIP, type Socket } from "node:net";
import { connect, type DetailedPeerCertificate, type TLSSocket } from "node:tls";
import type { ReasonCode } from "../core/reason.ts";
import type { Attempt } from "./attempt.ts";
import type { Certificate } from "./certificate.ts";
import { errorCode, isReset, NetworkFailure, tlsFailure } from "./network-failure.ts";
import { certificateOf, checkIdentity } from "./peer-certificate.ts";
import { secureContext, type TlsOptions } from "./secure-context.ts";
import {
  dropSession,
  keepSession,
  sessionFor,
  trustedUntil,
  type KeptSession,
  type SessionPeer,
} from "./tls-sessions.ts";

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

/** ALPN as it goes over the wire (RFC 7301 3.1); Node would write it anew for every connection. */
const alpnWire = new Map<string, Buffer>();

const alpnOf = (protocols: readonly string[]): Buffer => {
  const key = protocols.join(" ");
  const known = alpnWire.get(key);
  if (known) return known;
  const parts = protocols.flatMap((name) => [Buffer.of(name.length), Buffer.from(name, "latin1")]);
  const wire = Buffer.concat(parts);
  alpnWire.set(key, wire);
  return wire;
};

/** The sessions that a connection offers, from the handshake on; kept only once it has been verified. */
interface Offers {
  latest: Buffer | undefined;
  keep: ((session: Buffer) => void) | undefined;
}

/** What a handshake came to: the certificate that Node showed on the way, unless a session was resumed. */
interface Handshake {
  readonly socket: TLSSocket;
  readonly shown: DetailedPeerCertificate | undefined;
}

/**
 * `rejectUnauthorized` is off only so that an expired certificate can still be read. Node verifies all the same,
 * chain and host name, and leaves its verdict in `authorized`; with the option on it would judge at this moment too.
 */
const shakeHands = (
  socket: Socket,
  { context, name }: SessionPeer,
  protocols: readonly string[] | undefined,
  session: Buffer | undefined,
  offers: Offers | undefined,
  attempt: Attempt,
): Promise<Handshake> =>
  attempt.wait((resolve, reject) => {
    let shown: DetailedPeerCertificate | undefined;
    const secured = attempt.own(
      connect({
        socket,
        host: name,
        secureContext: context,
        rejectUnauthorized: false,
        checkServerIdentity: (name, certificate) => {
          // Node passes the chain too, whatever the type says.
          shown = certificate as DetailedPeerCertificate;
          return checkIdentity(name, certificate);
        },
        ...(isIP(name) === 0 && { servername: name }),
        ...(protocols && { ALPNProtocols: alpnOf(protocols) }),
        ...(session && { session }),
      }),
    );
    if (offers)
      secured.on("session", (session: Buffer) => {
        offers.latest = session;
        offers.keep?.(session);
      });
    secured.once("secureConnect", () => resolve({ socket: secured, shown }));
    secured.once("error", reject);
  });

/** Keeps the sessions of a connection that was verified: TLS 1.3 offers them only after the handshake. */
const keepSessions = (
  offers: Offers,
  { socket, shown }: Handshake,
  peer: SessionPeer,
  resumed: KeptSession | undefined,
  now: number,
): void => {
  const certificate = resumed?.certificate ?? certificateOf(shown, socket);
  const endsAt = resumed?.endsAt ?? (shown ? trustedUntil(shown, now) : now);
  if (!certificate) return;
  offers.keep = (session) => keepSession(peer, { session, certificate, endsAt });
  if (offers.latest) offers.keep(offers.latest);
};

/** Whom TLS is spoken with. */
export interface SecurePeer {
  readonly host: string;
  readonly port: number;
  readonly options: TlsOptions;
  /** ALPN names to offer. */
  readonly protocols?: readonly string[] | undefined;
}

/**
 * Speaks TLS over `socket` and verifies the other side before anything is written to it. A session is resumed only
 * where the options want it, and only one whose certificates were verified and are still good.
 * @throws {NetworkFailure} with what went wrong
 */
export const secureSocket = async (
  socket: Socket,
  { host, port, options, protocols }: SecurePeer,
  attempt: Attempt,
): Promise<TLSSocket> => {
  const name = options.servername ?? host;
  const peer = { context: secureContext(options), host, port, name };
  // Without verification there is nothing that a session could stand for.
  const resume = options.resume === true && options.verify !== false;
  const offers: Offers | undefined = resume ? { latest: undefined, keep: undefined } : undefined;
  const now = attempt.clock.now();
  const kept = resume ? sessionFor(peer, now) : undefined;
  try {
    const handshake = await shakeHands(socket, peer, protocols, kept?.session, offers, attempt);
    const secured = handshake.socket;
    const resumed = kept && secured.isSessionReused() ? kept : undefined;
    const certificate = resumed ? resumed.certificate : certificateOf(handshake.shown, secured);
    const protocol = secured.getProtocol() ?? "unknown";
    attempt.facts.certificate = certificate;
    attempt.facts.protocol = protocol;
    attempt.trace(() => `* ${protocol}${resumed ? " resumed" : ""}, ${describePeer(certificate)}`);
    if (!secured.authorized && options.verify !== false) throw verifyFailure(secured, name, attempt);
    if (offers) keepSessions(offers, handshake, peer, resumed, now);
    return secured;
  } catch (error) {
    if (kept) dropSession(peer);
    throw handshakeFailure(error);
  }
};

const describePeer = (certificate: Certificate | undefined): string =>
  certificate
    ? `certificate ${certificate.subject || certificate.names}, expires ${isoDate(certificate.expiresAt)}`
    : "no certificate";
