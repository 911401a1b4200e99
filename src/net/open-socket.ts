import { Socket, type TcpNetConnectOpts } from "node:net";
import type { ReasonCode } from "../core/reason.ts";
import type { Attempt } from "./attempt.ts";
import { errorCode, NetworkFailure } from "./network-failure.ts";
import type { Address } from "./resolve-host.ts";

/** `127.0.0.1:80`, `[::1]:80`. */
export const formatAddress = (address: string, port: number): string =>
  address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;

/** A URL's host without the brackets of IPv6. */
export const bareHost = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, "$1");

const codes: Readonly<Record<string, ReasonCode>> = {
  ECONNREFUSED: "connect-refused",
  EHOSTUNREACH: "connect-unreachable",
  ENETUNREACH: "connect-unreachable",
  EADDRNOTAVAIL: "connect-unreachable",
  ETIMEDOUT: "connect-timeout",
  ERR_SOCKET_CONNECTION_TIMEOUT: "connect-timeout",
  ECONNRESET: "connection-reset",
};

/** When several addresses were tried, the last one's error decided. */
const decisive = (error: unknown): unknown => (error instanceof AggregateError ? error.errors.at(-1) : error);

const failureOf = (error: unknown, addresses: readonly Address[], port: number): NetworkFailure => {
  if (error instanceof NetworkFailure) return error;
  const where = addresses.map(({ address }) => formatAddress(address, port)).join(", ");
  const code = errorCode(decisive(error));
  return new NetworkFailure(
    codes[code] ?? "connect-failed",
    code === "ECONNREFUSED" ? `connection refused by ${where}` : `no connection to ${where} (${code})`,
  );
};

/** Asking the system is needed only where there was a choice. */
const peerOf = (socket: Socket, addresses: readonly Address[], port: number): string => {
  const [first, ...others] = addresses;
  const address = first && others.length === 0 ? first.address : socket.remoteAddress;
  return formatAddress(address ?? "", port);
};

/**
 * A single address needs neither a look-up nor a race. Several are raced, IPv4 against IPv6, as Node does (RFC 8305);
 * any name will do then, since `lookup` has the answer already.
 */
const targetOf = (addresses: readonly Address[], port: number): TcpNetConnectOpts => {
  const [first, ...others] = addresses;
  if (first && others.length === 0) return { host: first.address, port, autoSelectFamily: false };
  return {
    host: "resolved.invalid",
    port,
    autoSelectFamily: true,
    lookup: (_host, _options, done) => done(null, [...addresses]),
  };
};

/** Opens TCP to the first of the addresses that answers, with `socket` when it must be one of a special kind. */
export const openSocket = async (
  addresses: readonly Address[],
  port: number,
  attempt: Attempt,
  socket = new Socket(),
): Promise<Socket> => {
  attempt.enter("connect");
  attempt.own(socket);
  try {
    await attempt.wait<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
      socket.setNoDelay(true);
      socket.connect(targetOf(addresses, port));
    });
    const address = peerOf(socket, addresses, port);
    attempt.facts.address = address;
    attempt.trace(() => `* connected to ${address}`);
    return socket;
  } catch (error) {
    throw failureOf(error, addresses, port);
  }
};
