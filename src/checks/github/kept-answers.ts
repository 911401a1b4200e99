import { createHash } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Ledger } from "../../core/ledger.ts";

/** An answer that GitHub need not send again. */
export interface KeptAnswer {
  readonly etag?: string;
  readonly lastModified?: string;
  /** JSON of what is used of it. */
  readonly body: string;
  readonly next?: string;
  readonly lastPage?: number;
}

const bytesOf = (key: string, { body, etag = "", next = "" }: KeptAnswer): number =>
  2 * (key.length + body.length + etag.length + next.length) + 200;

/** The answers of all checks in memory: the least recently used go when there are too many bytes. */
export class AnswerCache {
  readonly #answers = new Map<string, KeptAnswer>();
  readonly #mostBytes: number;
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  get(key: string): KeptAnswer | undefined {
    const found = this.#answers.get(key);
    if (!found) return undefined;
    this.#answers.delete(key);
    this.#answers.set(key, found);
    return found;
  }

  set(key: string, answer: KeptAnswer): void {
    this.delete(key);
    const bytes = bytesOf(key, answer);
    if (bytes > this.#mostBytes / 4) return;
    this.#answers.set(key, answer);
    this.#bytes += bytes;
    for (const oldest of this.#answers.keys()) {
      if (this.#bytes <= this.#mostBytes) break;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const found = this.#answers.get(key);
    if (!found) return;
    this.#answers.delete(key);
    this.#bytes -= bytesOf(key, found);
  }

  bytes(): number {
    return this.#bytes;
  }
}

/**
 * A check keeps at most so many answers in its ledger, each in the place that its key leads to: what comes to a taken
 * place replaces what was there. So they are bounded without a list of them.
 */
const places = 1024;
const mostCharacters = 8192;

const memoOf = (key: string): string => {
  const hash = createHash("sha256").update(key).digest();
  return `github.answer.${hash.readUInt32BE(0) % places}`;
};

/** The answer that an earlier process kept. A ledger that fails costs a request, nothing else. */
export const recall = async (ledger: Ledger, key: string): Promise<KeptAnswer | undefined> => {
  try {
    const memo = await ledger.memo(memoOf(key));
    if (memo === undefined) return undefined;
    const kept: unknown = JSON.parse(inflateRawSync(Buffer.from(memo, "base64")).toString());
    return isKept(kept) && kept.key === key ? kept.answer : undefined;
  } catch {
    return undefined;
  }
};

const isKept = (kept: unknown): kept is { readonly key: string; readonly answer: KeptAnswer } =>
  typeof kept === "object" && kept !== null && "key" in kept && "answer" in kept;

/** Keeps an answer beyond the process, unless it is too large. */
export const remember = async (ledger: Ledger, key: string, answer: KeptAnswer): Promise<void> => {
  const memo = deflateRawSync(JSON.stringify({ key, answer })).toString("base64");
  try {
    await ledger.write({ memos: { [memoOf(key)]: memo.length > mostCharacters ? null : memo } });
  } catch {
    // The next process asks for it in full.
  }
};
