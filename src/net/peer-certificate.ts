import { X509Certificate } from "node:crypto";
import { checkServerIdentity, type PeerCertificate, type TLSSocket } from "node:tls";
import { readCertificate, type Certificate } from "./certificate.ts";

interface KnownCertificate {
  readonly certificate: Certificate;
  /** The name that it was last found good for. */
  goodFor?: string;
}

/** Certificates are the same from run to run, and slow to read. By SHA-256 of the whole certificate. */
const known = new Map<string, KnownCertificate>();
const mostKnown = 4096;

const remember = (fingerprint: string, raw: Buffer): KnownCertificate => {
  const before = known.get(fingerprint);
  if (before) return before;
  const [oldest] = known.keys();
  if (known.size >= mostKnown && oldest !== undefined) known.delete(oldest);
  const made = { certificate: readCertificate(new X509Certificate(raw)) };
  known.set(fingerprint, made);
  return made;
};

/**
 * Whether a verified certificate is for `name`, by Node's own rules; the error when it is not. What a certificate
 * says cannot change, so that a good answer is kept.
 */
export const checkIdentity = (name: string, peer: PeerCertificate): Error | undefined => {
  const entry = remember(peer.fingerprint256, peer.raw);
  if (entry.goodFor === name) return undefined;
  const error = checkServerIdentity(name, peer);
  if (!error) entry.goodFor = name;
  return error;
};

/** The facts of the certificate that Node has shown, or else of the one that was refused before it was shown. */
export const certificateOf = (
  shown: PeerCertificate | undefined,
  socket: TLSSocket,
): Certificate | undefined => {
  if (shown) return remember(shown.fingerprint256, shown.raw).certificate;
  const x509 = socket.getPeerX509Certificate();
  return x509 && readCertificate(x509);
};
