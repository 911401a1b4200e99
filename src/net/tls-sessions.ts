import type { DetailedPeerCertificate, SecureContext } from "node:tls";
import type { Certificate } from "./certificate.ts";

/** The session of a verified connection, with what was verified then. */
export interface KeptSession {
  readonly session: Buffer;
  readonly certificate: Certificate;
  /** From when on the chain would not be accepted any more, or the full handshake is too long ago; epoch ms. */
  readonly endsAt: number;
}

/** Whom a session was made with. A session is offered to nobody else. */
export interface SessionPeer {
  readonly context: SecureContext;
  readonly host: string;
  readonly port: number;
  /** The name that was verified. */
  readonly name: string;
}

/** Two or three kilobytes each. */
const mostSessions = 10_000;
/**
 * A server may accept its old tickets after it has changed its certificate: at least this often the certificate is
 * shown and verified anew.
 */
const longestMs = 3_600_000;

const contextIds = new WeakMap<SecureContext, number>();
let lastId = 0;

const keyOf = ({ context, host, port, name }: SessionPeer): string => {
  const id = contextIds.get(context) ?? ++lastId;
  contextIds.set(context, id);
  return `${id} ${port} ${name} ${host}`;
};

const sessions = new Map<string, KeptSession>();

/** The session to offer at `now`; none when its certificates would not be accepted any more. */
export const sessionFor = (peer: SessionPeer, now: number): KeptSession | undefined => {
  const key = keyOf(peer);
  const kept = sessions.get(key);
  if (!kept) return undefined;
  // OpenSSL verifies nothing when a session is resumed, and in TLS 1.3 no certificate is sent.
  if (now < kept.endsAt && now >= kept.certificate.validFrom) return kept;
  sessions.delete(key);
  return undefined;
};

/** Keeps the latest session; only ever call it for a connection that was verified. */
export const keepSession = (peer: SessionPeer, session: KeptSession): void => {
  const key = keyOf(peer);
  const [oldest] = sessions.keys();
  if (sessions.size >= mostSessions && oldest !== undefined && !sessions.has(key)) sessions.delete(oldest);
  sessions.set(key, session);
};

/** Forgets what was kept of a peer that was refused. */
export const dropSession = (peer: SessionPeer): void => void sessions.delete(keyOf(peer));

/** Until when a chain that was verified at `now` may be trusted without being shown again. */
export const trustedUntil = (leaf: DetailedPeerCertificate, now: number): number => {
  let endsAt = now + longestMs;
  // A root is its own issuer. The bound is for chains that go in circles.
  for (let at = leaf, depth = 0; depth < 20; depth += 1) {
    endsAt = Math.min(endsAt, Date.parse(at.valid_to));
    const next = at.issuerCertificate as DetailedPeerCertificate | undefined;
    if (!next || next.fingerprint256 === at.fingerprint256) break;
    at = next;
  }
  return endsAt;
};
