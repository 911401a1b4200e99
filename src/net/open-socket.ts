import { connect, type Socket } from "node:net";
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

/** Opens TCP to the first of the addresses that answers, racing IPv4 and IPv6 as Node does (RFC 8305). */
export const openSocket = async (
  addresses: readonly Address[],
  port: number,
  attempt: Attempt,
): Promise<Socket> => {
  attempt.enter("connect");
  try {
    const socket = await attempt.wait<Socket>((resolve, reject) => {
      const socket = attempt.own(
        connect({
          // Any name will do: `lookup` has the answer already.
          host: "resolved.invalid",
          port,
          autoSelectFamily: true,
          noDelay: true,
          lookup: (_host, _options, done) => done(null, [...addresses]),
        }),
      );
      socket.once("connect", () => resolve(socket));
      socket.once("error", reject);
    });
    attempt.facts.address = formatAddress(socket.remoteAddress ?? "", socket.remotePort ?? port);
    attempt.trace(`* connected to ${attempt.facts.address}`);
    return socket;
  } catch (error) {
    throw failureOf(error, addresses, port);
  }
};
