import type { Reason } from "../../core/reason.ts";
import type { Limit } from "./limits.ts";
import type { RunTime } from "./run-time.ts";

/** A refusal of the token itself, kept a while: asking again and again with a bad token locks the account out. */
interface BadToken {
  readonly until: number;
  readonly reason: Reason;
}

/**
 * What all checks with one token share: one request at a time, in the order in which they asked, and what GitHub has
 * said about the token.
 */
export class Lane {
  readonly #waiting: (() => void)[] = [];
  #isBusy = false;
  readonly #limits = new Map<string, Limit>();
  #blindly = 0;
  #badToken: BadToken | undefined;
  #expiresAt: number | undefined;

  /** Waits for its turn. The answer ends the turn; absent when the run was over first. */
  async take(time: RunTime): Promise<(() => void) | undefined> {
    if (time.leftMs() === 0) return undefined;
    if (this.#isBusy && !(await this.#wait(time))) return undefined;
    this.#isBusy = true;
    return this.#pass;
  }

  #wait(time: RunTime): Promise<boolean> {
    return new Promise((resolve) => {
      const go = () => {
        takeBack();
        resolve(true);
      };
      const takeBack = time.whenOver(() => {
        const at = this.#waiting.indexOf(go);
        if (at < 0) return;
        this.#waiting.splice(at, 1);
        resolve(false);
      });
      this.#waiting.push(go);
    });
  }

  /** Gives the turn to the next in line; the lane stays busy between them, so that nobody slips in. */
  readonly #pass = (): void => {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#isBusy = false;
  };

  /** Nobody's turn, and nothing known that would be lost. */
  isIdle(): boolean {
    return !this.#isBusy && this.#limits.size === 0 && !this.#badToken;
  }

  pause(limit: Limit): void {
    const resource = limit.resource ?? "";
    const known = this.#limits.get(resource);
    if (!known || known.until < limit.until) this.#limits.set(resource, limit);
  }

  /** The limit that holds a request for this resource back, the longest one. */
  limitOf(resource: string, now: number): Limit | undefined {
    for (const [key, { until }] of this.#limits) if (until <= now) this.#limits.delete(key);
    const all = this.#limits.get("");
    const own = this.#limits.get(resource);
    return all && own ? (all.until > own.until ? all : own) : (all ?? own);
  }

  /** Limits without a hint that came in a row. */
  blindly(): number {
    return this.#blindly;
  }

  countBlindly(count: number): void {
    this.#blindly = count;
  }

  refuse(reason: Reason, until: number): void {
    this.#badToken = { reason, until };
  }

  refusal(now: number): Reason | undefined {
    if (this.#badToken && this.#badToken.until <= now) this.#badToken = undefined;
    return this.#badToken?.reason;
  }

  /** When the token ends, as the latest answer that spoke of it says, epoch ms. */
  expiresAt(): number | undefined {
    return this.#expiresAt;
  }

  learnExpiry(at: number | undefined): void {
    if (at !== undefined) this.#expiresAt = at;
  }
}
