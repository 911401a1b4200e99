import { Socket } from "node:net";
import type { Attempt } from "./attempt.ts";
import { DirectSocket } from "./direct-socket.ts";
import { NetworkFailure } from "./network-failure.ts";
import { bareHost, formatAddress, openSocket } from "./open-socket.ts";
import { openTunnel } from "./proxy-tunnel.ts";
import { refuseLiteral, resolveHost, type ResolveOptions } from "./resolve-host.ts";
import type { TlsOptions } from "./secure-context.ts";
import { secureSocket } from "./secure-socket.ts";

export interface DialOptions extends ResolveOptions {
  /** A name or an address, without brackets. */
  readonly host: string;
  readonly port: number;
  /** Absent for plain TCP. */
  readonly tls?: TlsOptions;
  /** ALPN names to offer. */
  readonly protocols?: readonly string[];
  /** TLS goes through it in a tunnel; plain TCP ends at it. */
  readonly proxy?: URL;
}

/** Names the proxy as the one that failed; deadlines and refused addresses keep their reason. */
const blameProxy = (error: unknown, proxy: URL): unknown => {
  if (!(error instanceof NetworkFailure) || /-timeout$|^run-|^address-/.test(error.reason.code)) return error;
  return new NetworkFailure("proxy-failed", `proxy ${proxy.host}: ${error.reason.detail}`, { cause: error });
};

const dialProxy = async (proxy: URL, options: DialOptions, attempt: Attempt): Promise<Socket> => {
  const { host, port, tls, lookup, allowLinkLocal, dnsCache } = options;
  const secure = proxy.protocol === "https:";
  const proxyHost = bareHost(proxy);
  const proxyPort = Number(proxy.port || (secure ? 443 : 80));
  refuseLiteral(host, options);
  try {
    const addresses = await resolveHost(proxyHost, { lookup, allowLinkLocal, dnsCache }, attempt);
    const plain = await openSocket(addresses, proxyPort, attempt);
    const itself = { host: proxyHost, port: proxyPort, options: {} };
    const socket = secure ? await secureSocket(plain, itself, attempt) : plain;
    // That was the proxy's own; findings tell of the target.
    attempt.facts.certificate = undefined;
    return tls ? await openTunnel(socket, formatAddress(host, port), proxy, attempt) : socket;
  } catch (error) {
    throw blameProxy(error, proxy);
  }
};

/** TLS and tunnels need a socket as Node has it below them. */
const socketFor = ({ tls }: DialOptions): Socket => (tls ? new Socket() : new DirectSocket());

/**
 * Opens the connection: name, TCP (through a proxy when there is one), TLS. Phases are entered on the way; with a
 * proxy `dns` and `connect` are the proxy's, its own TLS and the tunnel included.
 * @throws {NetworkFailure} with what went wrong
 */
export const dial = async (options: DialOptions, attempt: Attempt): Promise<Socket> => {
  const { proxy, host, port, tls, protocols } = options;
  const socket = proxy
    ? await dialProxy(proxy, options, attempt)
    : await openSocket(await resolveHost(host, options, attempt), port, attempt, socketFor(options));
  if (tls) attempt.enter("tls");
  const ready = tls ? await secureSocket(socket, { host, port, options: tls, protocols }, attempt) : socket;
  attempt.leave();
  return ready;
};
