import type { Clock } from "../../core/clock.ts";
import type { SinkResult } from "../../core/sink.ts";
import type { AccessTokens } from "../google/access-token.ts";
import { listAt, textAt, valueAt, type Answer, type SendCall } from "../outbound/json-client.ts";
import type { Block } from "./cells.ts";
import { quotedTab, rangeOf } from "./cells.ts";
import { classifyAnswer } from "./classify.ts";
import type { Pacer } from "./pacer.ts";

/** What Google answered, or how the write ends for want of an answer. */
export type ApiAnswer<T> =
  | { readonly kind: "found"; readonly value: T }
  | { readonly kind: "ended"; readonly result: SinkResult };

/** One tab of the spreadsheet. */
export interface Tab {
  readonly sheetId: number;
  readonly title: string;
  /** Whether it has cells: a chart's tab has none. */
  readonly isGrid: boolean;
  readonly rowCount: number;
  readonly columnCount: number;
}

/** The calls that the sink makes. Source: developers.google.com/workspace/sheets/api/reference/rest (v4). */
export interface SheetsApi {
  tabs(signal: AbortSignal): Promise<ApiAnswer<readonly Tab[]>>;
  /** The cells of each range, as it is written in A1 notation behind the tab: `1:10`, `A:A`. Dates are numbers. */
  read(
    tab: string,
    ranges: readonly string[],
    signal: AbortSignal,
  ): Promise<ApiAnswer<readonly (readonly (readonly unknown[])[])[]>>;
  write(tab: string, blocks: readonly Block[], signal: AbortSignal): Promise<ApiAnswer<unknown>>;
  /** Changes the structure: requests of `spreadsheets.batchUpdate`. */
  change(requests: readonly object[], signal: AbortSignal): Promise<ApiAnswer<unknown>>;
}

export interface ApiInput {
  /** `https://sheets.googleapis.com`, without a slash at its end. */
  readonly root: string;
  readonly spreadsheet: string;
  readonly tokens: AccessTokens;
  readonly pacer: Pacer;
  readonly send: SendCall;
  readonly clock: Clock;
}

export const createSheetsApi = (input: ApiInput): SheetsApi => {
  const base = `${input.root}/v4/spreadsheets/${encodeURIComponent(input.spreadsheet)}`;
  const get = (path: string, signal: AbortSignal) => call(input, { url: base + path, method: "GET", signal });
  const post = (path: string, body: object, signal: AbortSignal) =>
    call(input, { url: base + path, method: "POST", body: JSON.stringify(body), signal });
  return {
    tabs: async (signal) => {
      const fields = "sheets.properties(sheetId,title,sheetType,gridProperties(rowCount,columnCount))";
      const answer = await get(`?${new URLSearchParams({ fields }).toString()}`, signal);
      return answer.kind === "ended"
        ? answer
        : { kind: "found", value: listAt(answer.value, "sheets").map(readTab) };
    },
    read: async (tab, ranges, signal) => {
      const query = new URLSearchParams(
        ranges.map((range): [string, string] => ["ranges", `${quotedTab(tab)}!${range}`]),
      );
      query.set("majorDimension", "ROWS");
      query.set("valueRenderOption", "UNFORMATTED_VALUE");
      query.set("dateTimeRenderOption", "SERIAL_NUMBER");
      const answer = await get(`/values:batchGet?${query.toString()}`, signal);
      if (answer.kind === "ended") return answer;
      const found = listAt(answer.value, "valueRanges").map((range) =>
        listAt(range, "values").map((row) => listAt([row], 0)),
      );
      return { kind: "found", value: found };
    },
    write: (tab, blocks, signal) => {
      const data = blocks.map((block) => ({
        range: rangeOf(tab, block),
        majorDimension: "ROWS",
        values: block.values,
      }));
      return post("/values:batchUpdate", { valueInputOption: "RAW", data }, signal);
    },
    change: (requests, signal) => post(":batchUpdate", { requests }, signal),
  };
};

const readTab = (sheet: unknown): Tab => {
  const numberAt = (...path: readonly string[]): number => Number(valueAt(sheet, "properties", ...path) ?? 0);
  return {
    sheetId: numberAt("sheetId"),
    title: textAt(sheet, "properties", "title"),
    isGrid: ["", "GRID"].includes(textAt(sheet, "properties", "sheetType")),
    rowCount: numberAt("gridProperties", "rowCount"),
    columnCount: numberAt("gridProperties", "columnCount"),
  };
};

interface Call {
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly body?: string;
  readonly signal: AbortSignal;
}

const call = async (input: ApiInput, { signal, ...request }: Call): Promise<ApiAnswer<unknown>> => {
  const { tokens, pacer, send, clock } = input;
  for (let isFirst = true; ; isFirst = false) {
    const found = await tokens.token(signal);
    if (found.kind === "none") return { kind: "ended", result: found.result };
    pacer.count(request.method === "GET" ? "read" : "write");
    const headers = { authorization: `Bearer ${found.token}` };
    const answer = await send({ ...request, headers, signal });
    if (answer.kind === "unanswered") return ended({ kind: "failed", detail: answer.detail });
    if (isGood(answer)) return { kind: "found", value: answer.json };
    if (answer.status === 401) tokens.forget();
    // A token may have been revoked before its time: a new one decides.
    if (answer.status === 401 && isFirst) continue;
    const email = [403, 404].includes(answer.status) ? await tokens.email(signal) : "";
    return ended(classifyAnswer(answer, clock.now(), email));
  }
};

const ended = (result: SinkResult): ApiAnswer<never> => ({ kind: "ended", result });

const isGood = ({ status, json }: Answer): boolean =>
  status === 200 && typeof json === "object" && json !== null;
