import { reason } from "../../core/reason.ts";
import type { Ledger } from "../../core/ledger.ts";
import { parseLinks } from "./answer-headers.ts";
import type { ApiAddress } from "./api-address.ts";
import type { Conversation } from "./conversation.ts";
import { explainAbsence, explainRefusal, subjectOf } from "./explain.ts";
import type { GitHubAnswer, GitHubRefusal, Projection } from "./github.ts";
import { recall, remember, type AnswerCache, type KeptAnswer } from "./kept-answers.ts";
import type { KnownVoice } from "./voice.ts";
import type { ApiAnswer } from "./wire.ts";

export interface RestInput {
  readonly conversation: Conversation;
  readonly address: ApiAddress;
  readonly voice: KnownVoice;
  readonly answers: AnswerCache;
  readonly ledger: Ledger | undefined;
  readonly redact: (text: string) => string;
}

const mostRenames = 4;

const redirects = new Set([301, 302, 307, 308]);

/** Asks for one path, going on where it leads. */
export const getRest = async (
  input: RestInput,
  path: string,
  projection: Projection | undefined,
): Promise<GitHubAnswer> => {
  const { address, voice } = input;
  let asked = path;
  for (let renames = 0; renames <= mostRenames; renames += 1) {
    const key = [voice.key, projection?.name ?? "", asked].join(" ");
    const { answer, kept, fresh } = await ask(input, { path: asked, key, projection });
    if (answer.kind !== "answered") return answer;
    if (kept && answer.status === 304) return asFound(kept, false);
    if (!redirects.has(answer.status)) return read(input, { path: asked, key, fresh }, answer);
    const next = address.pathOf(answer.headers.get("location") ?? "", address.urlOf(asked));
    if (next === undefined) return strayed(asked);
    asked = next;
  }
  const detail = `GitHub sends ${subjectOf(path)} from name to name without end`;
  return { kind: "failed", reason: reason("too-many-redirects", detail) };
};

interface Asked {
  readonly path: string;
  readonly key: string;
}

/** One request. What it brings is kept in memory before the next in line goes, which may ask for the same. */
const ask = async (
  input: RestInput,
  { path, key, projection }: Asked & { readonly projection: Projection | undefined },
) => {
  const found: { kept?: KeptAnswer | undefined; fresh?: KeptAnswer | undefined } = {};
  const answer = await input.conversation.ask(
    {
      method: "GET",
      url: input.address.urlOf(path),
      path,
      resource: "core",
      conditions: async () => {
        found.kept = await findKept(input, key);
        return found.kept ? conditions(found.kept) : {};
      },
      keep: (answer) => {
        if (answer.status !== 200 || !answer.isJson) return;
        found.fresh = freshAnswer(input, path, answer, projection);
        if (found.fresh && isConditional(found.fresh)) input.answers.set(key, found.fresh);
      },
    },
    input.voice,
  );
  return { answer, ...found };
};

const isConditional = ({ etag, lastModified }: KeptAnswer): boolean =>
  etag !== undefined || lastModified !== undefined;

const strayed = (path: string): GitHubRefusal => ({
  kind: "failed",
  reason: reason("redirect-invalid", `the answer to ${subjectOf(path)} leads to another host: not followed`),
});

const conditions = ({ etag, lastModified }: KeptAnswer): Readonly<Record<string, string>> =>
  etag === undefined ? { "if-modified-since": lastModified ?? "" } : { "if-none-match": etag };

const findKept = async ({ answers, ledger }: RestInput, key: string): Promise<KeptAnswer | undefined> => {
  const known = answers.get(key);
  if (known || !ledger) return known;
  const recalled = await recall(ledger, key);
  if (recalled) answers.set(key, recalled);
  return recalled;
};

const asFound = ({ body, next, lastPage }: KeptAnswer, isNew: boolean): GitHubAnswer => ({
  kind: "found",
  data: JSON.parse(body),
  isNew,
  ...(next !== undefined && { next }),
  ...(lastPage !== undefined && { lastPage }),
});

const read = async (
  input: RestInput,
  asked: Asked & { readonly fresh: KeptAnswer | undefined },
  answer: ApiAnswer,
): Promise<GitHubAnswer> => {
  const { status } = answer;
  const { path } = asked;
  if (status === 204) return { kind: "empty" };
  if (status === 202) return { kind: "pending" };
  if (status === 200) return readFound(input, asked, answer);
  if (status === 409 && /empty/i.test(answer.message)) return { kind: "empty" };
  const { origin, token } = input.voice;
  const { headers } = answer;
  const refusal = { status, message: input.redact(answer.message), headers, path, origin, token };
  if (status === 401) input.voice.forget();
  if (status === 401 || status === 403) return { kind: "refused", reason: explainRefusal(refusal) };
  if ([404, 410, 422, 451].includes(status)) return { kind: "absent", reason: explainAbsence(refusal) };
  const detail = `GitHub answered ${status} to ${subjectOf(path)}`;
  return { kind: "failed", reason: reason("status-mismatch", detail) };
};

const readFound = async (
  { ledger }: RestInput,
  { path, key, fresh }: Asked & { readonly fresh: KeptAnswer | undefined },
  { isJson }: ApiAnswer,
): Promise<GitHubAnswer> => {
  if (!isJson) {
    const detail = `the answer to ${subjectOf(path)} is not JSON: is api_url the address of the API?`;
    return { kind: "failed", reason: reason("not-json", detail) };
  }
  if (!fresh) return strayed(path);
  if (ledger && isConditional(fresh)) await remember(ledger, key, fresh);
  return asFound(fresh, true);
};

/** What is used of an answer; absent when its next page is not of this API. */
const freshAnswer = (
  { address }: RestInput,
  path: string,
  answer: ApiAnswer,
  projection: Projection | undefined,
): KeptAnswer | undefined => {
  const pages = pagesOf(address, path, answer);
  if (!pages) return undefined;
  const etag = answer.headers.get("etag");
  const lastModified = answer.headers.get("last-modified");
  const data = projection ? projection.of(answer.json) : answer.json;
  return {
    ...(etag !== null && { etag }),
    ...(lastModified !== null && { lastModified }),
    body: JSON.stringify(data) ?? "null",
    ...pages,
  };
};

/**
 * The pages that an answer leads to. Absent when the next one is not of this API: a list that ends where its next page
 * cannot be asked for would be taken for the whole.
 */
const pagesOf = (
  address: ApiAddress,
  path: string,
  { headers }: ApiAnswer,
): Pick<KeptAnswer, "next" | "lastPage"> | undefined => {
  const links = parseLinks(headers.get("link"));
  const pathOf = (rel: string) => {
    const link = links.get(rel);
    return link === undefined ? undefined : address.pathOf(link, address.urlOf(path));
  };
  const next = pathOf("next");
  if (links.has("next") && next === undefined) return undefined;
  const last = /[?&]page=(\d+)/.exec(pathOf("last") ?? "")?.[1];
  return { ...(next !== undefined && { next }), ...(last !== undefined && { lastPage: Number(last) }) };
};
