import type { Clock } from "../core/clock.ts";
import { createLookupQueue, type LookupJob, type LookupQueue } from "./lookup-queue.ts";
import type { Address, Family, Lookup } from "./resolve-host.ts";

/** An address as a name server tells it, with the seconds for which it may be kept. */
export interface DnsRecord {
  readonly address: string;
  readonly ttl: number;
}

/** Asks the name servers themselves, beside the system's resolver. Rejects only when they are silent. */
export type AskRecords = (host: string, family: Family) => Promise<readonly DnsRecord[]>;

export interface DnsCacheOptions {
  /** The system's resolver: it alone says the addresses, hosts file and all. */
  readonly lookup: Lookup;
  readonly askRecords: AskRecords;
  /** How many calls of `lookup` may run at a time. */
  readonly mostLookups: number;
}

/** Somebody who waits for the addresses of a name. */
export interface Waiting {
  readonly found: Promise<readonly Address[]>;
  /** To be called in any case when the wait is over: what nobody waits for is not looked up. */
  leave(): void;
}

export interface DnsCache {
  /** What was answered before and is still valid. */
  known(host: string, family: Family, clock: Clock): readonly Address[] | undefined;
  /** Looks the name up. Who asks meanwhile for the same shares the answer; failures are shared, and never kept. */
  find(host: string, family: Family, clock: Clock): Waiting;
}

/** A check must notice that a name has moved: no answer counts for longer, whatever its TTL. */
const longestMs = 60_000;
/** Names of the hosts file and the like have no TTL. */
const unknownTtlMs = 5_000;
/** A resolver that needs longer is about to hang, and must not take others along. */
const quickMs = 1_000;
const mostNames = 10_000;

interface Name {
  addresses: readonly Address[];
  /** On the monotonic clock. */
  validUntil: number;
  askedAt: number;
  /** The last lookup ended soon. */
  quick: boolean;
  flight: Flight | undefined;
}

interface Flight {
  readonly found: Promise<readonly Address[]>;
  readonly job: LookupJob;
  waiting: number;
}

/** How long the addresses may be kept: the least TTL of those among them that a name server has told. */
const keptMs = (addresses: readonly Address[], records: readonly DnsRecord[]): number => {
  let seconds = Number.POSITIVE_INFINITY;
  for (const { address, ttl } of records)
    if (addresses.some((found) => found.address === address)) seconds = Math.min(seconds, ttl);
  return seconds === Number.POSITIVE_INFINITY ? unknownTtlMs : Math.min(seconds * 1000, longestMs);
};

const newName = (): Name => ({
  addresses: [],
  validUntil: Number.NEGATIVE_INFINITY,
  askedAt: Number.NEGATIVE_INFINITY,
  quick: false,
  flight: undefined,
});

const keep = (name: Name, addresses: readonly Address[], validUntil: number): void => {
  name.addresses = addresses;
  name.validUntil = validUntil;
};

class SystemDnsCache implements DnsCache {
  readonly #options: DnsCacheOptions;
  readonly #queue: LookupQueue;
  readonly #names = new Map<string, Name>();

  constructor(options: DnsCacheOptions) {
    this.#options = options;
    this.#queue = createLookupQueue(options.mostLookups);
  }

  known(host: string, family: Family, clock: Clock): readonly Address[] | undefined {
    const name = this.#names.get(`${family} ${host}`);
    return name && clock.monotonic() < name.validUntil ? name.addresses : undefined;
  }

  find(host: string, family: Family, clock: Clock): Waiting {
    const name = this.#nameFor(`${family} ${host}`);
    const flight = (name.flight ??= this.#begin(name, host, family, clock));
    flight.waiting += 1;
    return {
      found: flight.found,
      leave: () => {
        flight.waiting -= 1;
        if (flight.waiting === 0) this.#queue.withdraw(flight.job);
      },
    };
  }

  #nameFor(key: string): Name {
    const known = this.#names.get(key);
    if (known) return known;
    const [oldest] = this.#names.keys();
    if (this.#names.size >= mostNames && oldest !== undefined) this.#names.delete(oldest);
    const name = newName();
    this.#names.set(key, name);
    return name;
  }

  /** The records of a name that is asked for often, or that nothing is known of. */
  #records(name: Name, host: string, family: Family, now: number): Promise<readonly DnsRecord[]> | undefined {
    if (name.quick && now - name.askedAt >= longestMs) return undefined;
    return this.#options.askRecords(host, family);
  }

  #begin(name: Name, host: string, family: Family, clock: Clock): Flight {
    const asked = clock.monotonic();
    const told = this.#records(name, host, family, asked);
    const records = told?.catch((): readonly DnsRecord[] => []);
    name.askedAt = asked;
    const { promise: found, resolve, reject } = Promise.withResolvers<readonly Address[]>();
    const run = async () => {
      const began = clock.monotonic();
      const landed = () => {
        name.flight = undefined;
        name.quick = clock.monotonic() - began < quickMs;
      };
      try {
        const addresses = await this.#options.lookup(host, family);
        landed();
        resolve(addresses);
        // Not awaited: the place in the queue is free.
        if (records) void records.then((all) => keep(name, addresses, asked + keptMs(addresses, all)));
        else keep(name, addresses, asked + unknownTtlMs);
      } catch (error) {
        landed();
        reject(error);
      }
    };
    const job = this.#queue.add(run, () => (name.flight = undefined), name.quick);
    told?.then(
      () => this.#queue.trust(job),
      () => {},
    );
    return { found, job, waiting: 0 };
  }
}

/**
 * Remembers the system resolver's answers for as long as their TTL allows. The resolver does not say the TTL, so a
 * name server is asked for it at the same time, where that can be of use: for a name that is asked for often. A name
 * that nothing is known of waits in the queue until its name server has shown that it lives.
 */
export const createDnsCache = (options: DnsCacheOptions): DnsCache => new SystemDnsCache(options);
