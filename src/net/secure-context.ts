import { X509Certificate } from "node:crypto";
import { createSecureContext, type SecureContext } from "node:tls";

/** PEM texts, and how they are used. */
export interface TlsOptions {
  /** Trusted instead of the well-known roots. */
  readonly ca?: string | undefined;
  /** Client certificate with its chain, and its key. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** Asked for and verified instead of the host. */
  readonly servername?: string | undefined;
  /** False accepts any certificate. Default true. */
  readonly verify?: boolean | undefined;
  /** Goes on with the session of an earlier, verified connection, where there is one. Default false. */
  readonly resume?: boolean | undefined;
}

/** A context takes tens of kilobytes; more kinds than this have one each. */
const mostKept = 256;

const keep = <T>(kept: Map<string, T>, key: string, value: T): T => {
  const [oldest] = kept.keys();
  if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest);
  kept.set(key, value);
  return value;
};

const optionsByContent = new Map<string, TlsOptions>();

/** The one object for all options of this content. */
export const sharedTls = (options: TlsOptions): TlsOptions => {
  const { ca, cert, key, servername, verify = true, resume = false } = options;
  const content = JSON.stringify([ca, cert, key, servername, verify, resume]);
  return optionsByContent.get(content) ?? keep(optionsByContent, content, options);
};

const contexts = new WeakMap<TlsOptions, SecureContext>();
const contextsByContent = new Map<string, SecureContext>();

/**
 * Reads the certificates and the key, once for all options that have the same.
 * @throws {Error} when a PEM text is damaged or the key does not belong to the certificate
 */
export const secureContext = (options: TlsOptions): SecureContext => {
  const known = contexts.get(options);
  if (known) return known;
  const content = JSON.stringify([options.ca, options.cert, options.key]);
  const context = contextsByContent.get(content) ?? keep(contextsByContent, content, createContext(options));
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
