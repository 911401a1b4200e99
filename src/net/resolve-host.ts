import { BlockList, isIP } from "node:net";
import type { Attempt } from "./attempt.ts";
import { errorCode, NetworkFailure } from "./network-failure.ts";
import { systemNames } from "./system-names.ts";

export type Family = 0 | 4 | 6;

export interface Address {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Finds a name's addresses; rejects with Node's `ENOTFOUND`, `EAI_AGAIN` and so on. */
export type Lookup = (host: string, family: Family) => Promise<readonly Address[]>;

export interface ResolveOptions {
  /** 4 or 6 to use only that; 0 for both, raced as RFC 8305 has it. */
  readonly family?: Family;
  /** Absent: the system's resolver. */
  readonly lookup?: Lookup;
  /** False keeps no answers of the system's resolver. Default true. */
  readonly dnsCache?: boolean;
  /** Allows 169.254.0.0/16, fe80::/10 and fd00:ec2::254, where clouds keep their machines' credentials. */
  readonly allowLinkLocal?: boolean;
}

const refused = new BlockList();
refused.addSubnet("169.254.0.0", 16, "ipv4");
refused.addSubnet("fe80::", 10, "ipv6");
refused.addAddress("fd00:ec2::254", "ipv6");

/**
 * An IPv4 address is always written in its one usual form, and asking a `BlockList` costs microseconds; it knows the
 * IPv4 addresses that hide in IPv6, too.
 */
const isRefused = ({ address, family }: Address): boolean =>
  family === 6 ? refused.check(address.replace(/%.*$/, ""), "ipv6") : address.startsWith("169.254.");

const notFoundCodes = ["ENOTFOUND", "ENODATA", "EAI_NODATA", "EAI_NONAME"];

const lookUp = async (host: string, family: Family, lookup: Lookup | undefined, attempt: Attempt) => {
  const waiting = lookup ? undefined : systemNames.find(host, family, attempt.clock);
  try {
    return await attempt.wait<readonly Address[]>((resolve, reject) => {
      (waiting?.found ?? lookup?.(host, family))?.then(resolve, reject);
    });
  } catch (error) {
    if (error instanceof NetworkFailure) throw error;
    const code = errorCode(error);
    throw notFoundCodes.includes(code)
      ? new NetworkFailure("dns-not-found", `${host} does not exist (${code})`)
      : new NetworkFailure("dns-failure", `${host} could not be resolved (${code || "unknown error"})`);
  } finally {
    waiting?.leave();
  }
};

/** The address that stands in the place of a name; absent for a name. */
const literalAddress = (host: string): Address | undefined => {
  const family = isIP(host.replace(/%.*$/, ""));
  return family === 0 ? undefined : { address: host, family: family === 6 ? 6 : 4 };
};

/** Those of the addresses that may be connected to; throws `address-refused` when none is left. */
const permitted = (addresses: readonly Address[], allowLinkLocal: boolean): readonly Address[] => {
  const allowed = allowLinkLocal ? addresses : addresses.filter((address) => !isRefused(address));
  if (allowed.length > 0) return allowed;
  throw new NetworkFailure(
    "address-refused",
    `${addresses[0]?.address} is a link-local or cloud metadata address; checks must not reach those`,
  );
};

/** For a host that a proxy resolves: refuses at least an address in the place of a name. */
export const refuseLiteral = (host: string, { allowLinkLocal = false }: ResolveOptions): void => {
  const literal = literalAddress(host);
  if (literal) permitted([literal], allowLinkLocal);
};

/**
 * The host's addresses that may be connected to; an address in the place of a name is its own answer.
 * @throws {NetworkFailure} `dns-…` or `address-refused`
 */
export const resolveHost = async (
  host: string,
  { family = 0, lookup, dnsCache = true, allowLinkLocal = false }: ResolveOptions,
  attempt: Attempt,
): Promise<readonly Address[]> => {
  const literal = literalAddress(host);
  if (!literal) attempt.enter("dns");
  const known = literal || lookup || !dnsCache ? undefined : systemNames.known(host, family, attempt.clock);
  const found = literal ? [literal] : (known ?? (await lookUp(host, family, lookup, attempt)));
  attempt.leave();
  const wanted = family === 0 ? found : found.filter((address) => address.family === family);
  if (wanted.length === 0)
    throw new NetworkFailure("dns-not-found", `${host} has no ${family === 0 ? "" : `IPv${family} `}address`);
  const allowed = permitted(wanted, allowLinkLocal);
  if (!literal)
    attempt.trace(() => {
      const addresses = allowed.map(({ address }) => address).join(", ");
      return `* ${host} is ${addresses}${known ? ", as it was a moment ago" : ""}`;
    });
  return allowed;
};
