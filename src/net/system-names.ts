import { lookup as systemLookup, Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import { createDnsCache, type AskRecords } from "./dns-cache.ts";
import { errorCode } from "./network-failure.ts";
import type { Lookup } from "./resolve-host.ts";

/** The system's resolver, hosts file included. A call cannot be taken back: its thread goes on until it gives up. */
const resolveBySystem: Lookup = async (host, family) => {
  const found = await systemLookup(host, { all: true, family });
  return found.map(({ address }) => ({ address, family: isIP(address) === 6 ? 6 : 4 }));
};

/** Makes the question for a name's records, put to the name servers of `resolver`. */
export const askRecordsOf =
  (resolver: () => Resolver): AskRecords =>
  async (host, family) => {
    const asked = resolver();
    const answers = await Promise.allSettled([
      ...(family === 6 ? [] : [asked.resolve4(host, { ttl: true })]),
      ...(family === 4 ? [] : [asked.resolve6(host, { ttl: true })]),
    ]);
    // Any answer shows that the name server lives, also that there is no such name.
    if (answers.every((answer) => answer.status === "rejected" && errorCode(answer.reason) === "ETIMEOUT"))
      throw new Error(`no name server has answered for ${host}`);
    return answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  };

/** Questions per resolver: the machine's name servers may change, and a resolver reads them once. */
const questions = 1000;

const changingResolver = (): (() => Resolver) => {
  let resolver: Resolver | undefined;
  let left = 0;
  return () => {
    if (!resolver || left === 0) {
      resolver = new Resolver({ timeout: 2000, tries: 1 });
      left = questions;
    }
    left -= 1;
    return resolver;
  };
};

/** libuv lends this part of its threads to slow work such as names; more calls would only wait there. */
const lookupThreads = Math.max(2, Math.floor(((Number(process.env["UV_THREADPOOL_SIZE"]) || 4) + 1) / 2));

/** The names of this process. */
export const systemNames = createDnsCache({
  lookup: resolveBySystem,
  askRecords: askRecordsOf(changingResolver()),
  mostLookups: lookupThreads,
});
