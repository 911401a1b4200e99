import { createHash } from "node:crypto";
import { AnswerCache } from "./kept-answers.ts";
import { Lane } from "./lane.ts";

/** A token that is got by asking, while it is good. */
export interface BorrowedToken {
  readonly token: string;
  /** Epoch ms. */
  readonly goodUntil: number;
}

/** What all checks of a process that read GitHub share. */
export interface Desk {
  /** One per token. */
  lane(key: string): Lane;
  readonly answers: AnswerCache;
  readonly borrowed: Map<string, BorrowedToken>;
  /** 0 to 1, for the waits between retries. */
  readonly random: () => number;
}

const memoryBytes = 16_777_216;
/** Only to bound what many reloads with ever new tokens leave behind. */
const mostLanes = 1000;

export const createDesk = (random: () => number = Math.random): Desk => {
  const lanes = new Map<string, Lane>();
  const makeLane = (key: string): Lane => {
    for (const [other, lane] of lanes) {
      if (lanes.size < mostLanes) break;
      if (lane.isIdle()) lanes.delete(other);
    }
    const lane = new Lane();
    lanes.set(key, lane);
    return lane;
  };
  return {
    lane: (key) => lanes.get(key) ?? makeLane(key),
    answers: new AnswerCache(memoryBytes),
    borrowed: new Map(),
    random,
  };
};

/** The desk of this process. */
export const sharedDesk = createDesk();

/** What stands for a secret in keys. */
export const hashOf = (secret: string): string =>
  createHash("sha256").update(secret).digest("hex").slice(0, 32);
