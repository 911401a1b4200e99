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
 * A check keeps at most so many answers in its ledger. Each has two places that its key leads to; what comes to taken
 * ones replaces what was there. So they are bounded without a list of them.
 */
const places = 4096;
const mostCharacters = 4096;

const memosOf = (key: string): readonly [string, string] => {
  const hash = createHash("sha256").update(key).digest();
  const memoAt = (offset: number) => `github.answer.${hash.readUInt32BE(offset) % places}`;
  return [memoAt(0), memoAt(4)];
};

interface Entry {
  readonly key: string;
  readonly answer: KeptAnswer;
}

const isEntry = (value: unknown): value is Entry =>
  typeof value === "object" && value !== null && "key" in value && "answer" in value;

const readEntry = async (ledger: Ledger, memo: string): Promise<Entry | undefined> => {
  const text = await ledger.memo(memo);
  if (text === undefined) return undefined;
  const entry: unknown = JSON.parse(inflateRawSync(Buffer.from(text, "base64")).toString());
  return isEntry(entry) ? entry : undefined;
};

/** The answer that an earlier process kept. A ledger that fails costs a request, nothing else. */
export const recall = async (ledger: Ledger, key: string): Promise<KeptAnswer | undefined> => {
  try {
    for (const memo of memosOf(key)) {
      const entry = await readEntry(ledger, memo);
      if (entry?.key === key) return entry.answer;
    }
  } catch {
    // As if nothing had been kept.
  }
  return undefined;
};

/** Keeps an answer beyond the process, unless it is too large. */
export const remember = async (ledger: Ledger, key: string, answer: KeptAnswer): Promise<void> => {
  const text = deflateRawSync(JSON.stringify({ key, answer })).toString("base64");
  const [first, second] = memosOf(key);
  try {
    const there = await readEntry(ledger, first);
    const memo = there && there.key !== key ? second : first;
    await ledger.write({ memos: { [memo]: text.length > mostCharacters ? null : text } });
  } catch {
    // The next process asks for it in full.
  }
};
