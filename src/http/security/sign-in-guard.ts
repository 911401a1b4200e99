import { createHmac } from "node:crypto";
import type { Clock } from "../../core/clock.ts";
import { sameSecret } from "./digest.ts";
import { createRateLimit } from "./rate-limit.ts";

/** Somebody wants to sign in or to set up. */
export interface Attempt {
  readonly user: string;
  readonly address: string;
  /** The device cookie, if the browser sent one. */
  readonly device?: string;
}

/**
 * Slows down guessing. Each address may try 10 times and then every 30 s; each user name 30 times and then every
 * 10 s from all addresses together, so that a botnet gains nothing. A stranger could use that second limit to keep
 * the owner out, hence the device cookie (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"): a browser
 * that has signed in as this user before has a limit of its own, which nobody else can use up. Sessions and API
 * tokens are never limited. The limits and the key of the device cookies live in memory, equally long.
 */
export interface SignInGuard {
  /** Counts an attempt. The answer is 0 when it may go on, otherwise how long to wait, in ms. */
  admit(attempt: Attempt): number;
  /** Forgets the failures before a success. */
  succeeded(attempt: Attempt): void;
  /** The device cookie for a browser that has just signed in. */
  deviceCookie(user: string): string;
  /**
   * Runs one password hash at a time, for each takes tens of megabytes. Absent when too many wait already.
   */
  hashing<T>(task: () => Promise<T>): Promise<T> | undefined;
}

const maxWaiting = 16;
/** How long to wait when too many sign in at once. */
export const hashingBusyMs = 5000;

export const createSignInGuard = (input: {
  readonly clock: Clock;
  readonly randomBytes: (count: number) => Uint8Array;
}): SignInGuard => {
  const { clock, randomBytes } = input;
  const key = randomBytes(32);
  const single = createRateLimit({ clock, burst: 10, everyMs: 30_000, keys: 10_000 });
  const perUser = createRateLimit({ clock, burst: 30, everyMs: 10_000, keys: 10_000 });
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();

  const sign = (nonce: string, user: string): string =>
    createHmac("sha256", key).update(`${nonce} ${user}`).digest("base64url");
  const deviceOf = ({ device = "", user }: Attempt): string | undefined => {
    const [nonce = "", signature = ""] = device.split(".");
    return sameSecret(signature, sign(nonce, user)) ? nonce : undefined;
  };
  const keyOf = (attempt: Attempt): string => {
    const device = deviceOf(attempt);
    return device ? `device ${device}` : `address ${network(attempt.address)}`;
  };

  return {
    admit(attempt) {
      const waitMs = single.take(keyOf(attempt));
      return waitMs === 0 && !deviceOf(attempt) ? perUser.take(attempt.user) : waitMs;
    },
    succeeded(attempt) {
      single.reset(keyOf(attempt));
      perUser.reset(attempt.user);
    },
    deviceCookie(user) {
      const nonce = Buffer.from(randomBytes(16)).toString("base64url");
      return `${nonce}.${sign(nonce, user)}`;
    },
    hashing(task) {
      if (waiting >= maxWaiting) return undefined;
      waiting += 1;
      const result = last.then(task);
      last = result.then(
        () => void (waiting -= 1),
        () => void (waiting -= 1),
      );
      return result;
    },
  };
};

/** One subscriber usually holds a whole IPv6 /64. */
export const network = (address: string): string => {
  if (!address.includes(":") || address.startsWith("::ffff:")) return address;
  const [head = "", tail] = address.split("::");
  const left = head.split(":").filter(Boolean);
  const right = tail === undefined ? [] : tail.split(":").filter(Boolean);
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => "0");
  return [...left, ...(tail === undefined ? [] : zeros), ...right].slice(0, 4).join(":");
};
