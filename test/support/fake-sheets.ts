import { generateKeyPairSync, verify } from "node:crypto";
import {
  startFakeHttp,
  type FakeAnswer,
  type FakeCall,
  type FakeFailure,
  type FakeHttp,
} from "./fake-http.ts";
import { parseA1, readArea, setFakeCell, type Area, type FakeCell, type FakeTab } from "./sheets/grid.ts";

export type { FakeTab } from "./sheets/grid.ts";

/** Google Sheets (v4) and its token address on 127.0.0.1, as far as a sink can see them. */
export interface FakeSheets extends Omit<FakeHttp, "failNext"> {
  readonly failNext: FakeHttp["failNext"];
  readonly spreadsheet: string;
  /** The JSON key of the service account that may write. */
  readonly key: string;
  readonly email: string;
  readonly publicKey: string;
  readonly tabs: FakeTab[];
  readonly tab: (title: string) => FakeTab;
  /** Takes the service account's right away, or gives it back. */
  share: (isShared: boolean) => void;
  /** Tokens given so far. */
  readonly tokens: readonly string[];
  /** Tokens given so far are no longer good. */
  revoke: () => void;
  /** Runs before the next `values:batchUpdate` is done: what a person does between our reading and our writing. */
  beforeNextWrite: (deed: () => void) => void;
}

export interface FakeSheetsInput {
  /** For the quota of 60 reads and 60 writes a minute; absent: no quota. */
  readonly now?: () => number;
  readonly fail?: (call: FakeCall) => FakeFailure | undefined;
  /** The most cells of all tabs together. */
  readonly maxCells?: number;
  /** Rows and columns of a new tab. */
  readonly size?: readonly [rows: number, columns: number];
  readonly port?: number;
}

/** A refusal in Google's words. */
export class SheetsRefusal extends Error {
  readonly answer: FakeAnswer;
  constructor(code: number, status: string, message: string, reason?: string) {
    super(message);
    const details =
      reason === undefined ? undefined : [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason }];
    this.answer = { status: code, body: { error: { code, message, status, ...(details && { details }) } } };
  }
}

const { publicKey, privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});
const email = "hinomi@project.iam.gserviceaccount.example";
const spreadsheet = "1AbCdEfGhIjKlMnOpQrStUvWxYz";
const invalid = (message: string) => new SheetsRefusal(400, "INVALID_ARGUMENT", message);

export const startFakeSheets = async (input: FakeSheetsInput = {}): Promise<FakeSheets> => {
  const { maxCells = 10_000_000, size = [1000, 26] } = input;
  const tabs: FakeTab[] = [newTab(0, "Sheet1", size)];
  const tokens: string[] = [];
  let good = new Set<string>();
  let isShared = true;
  let nextSheetId = 1;
  let deed: (() => void) | undefined;
  const times: Record<"read" | "write", number[]> = { read: [], write: [] };

  const requireQuota = (kind: "read" | "write"): void => {
    const now = input.now?.();
    if (now === undefined) return;
    times[kind] = times[kind].filter((at) => at > now - 60_000);
    if (times[kind].length >= 60)
      throw new SheetsRefusal(
        429,
        "RESOURCE_EXHAUSTED",
        `Quota exceeded for quota metric '${kind} requests' and limit '${kind} requests per minute per user'`,
        "RATE_LIMIT_EXCEEDED",
      );
    times[kind].push(now);
  };

  const giveToken = ({ body }: FakeCall): FakeAnswer => {
    const { assertion = "" } = body as { readonly assertion?: string };
    const [head = "", claims = "", signature = ""] = assertion.split(".");
    const isSigned = verify(
      "sha256",
      Buffer.from(`${head}.${claims}`),
      publicKey,
      Buffer.from(signature, "base64url"),
    );
    if (!isSigned)
      return { status: 400, body: { error: "invalid_grant", error_description: "Invalid JWT Signature." } };
    const token = `ya29.canary-token-${tokens.length}`;
    tokens.push(token);
    good.add(token);
    return { status: 200, body: { access_token: token, expires_in: 3599, token_type: "Bearer" } };
  };

  const located = (range: string): { readonly tab: FakeTab; readonly area: Area } => {
    const parsed = parseA1(range);
    const tab = tabs.find(({ title }) => title === parsed?.tab);
    if (!parsed || !tab) throw invalid(`Unable to parse range: ${range}`);
    const area = parsed.area(tab);
    if (
      area.fromRow >= tab.rowCount ||
      area.fromColumn >= tab.columnCount ||
      area.toRow > tab.rowCount ||
      area.toColumn > tab.columnCount
    )
      throw invalid(
        `Range (${range}) exceeds grid limits. Max rows: ${tab.rowCount}, max columns: ${tab.columnCount}`,
      );
    return { tab, area };
  };

  const valuesOf = (range: string, query: FakeCall["query"]) => {
    const { tab, area } = located(range);
    const look = {
      unformatted: query["valueRenderOption"] === "UNFORMATTED_VALUE",
      serials: query["dateTimeRenderOption"] !== "FORMATTED_STRING",
    };
    const values = readArea(tab, area, look);
    return { range, majorDimension: "ROWS", ...(values.length > 0 && { values }) };
  };

  const put = (range: string, values: readonly (readonly (FakeCell | null)[])[]): number => {
    const { tab, area } = located(range);
    let count = 0;
    for (const [down, row] of values.entries())
      for (const [right, value] of row.entries()) {
        const [at, column] = [area.fromRow + down, area.fromColumn + right];
        if (at >= area.toRow || column >= area.toColumn)
          throw invalid(`Requested writing within range [${range}], but tried writing to row [${at + 1}]`);
        if (tab.protectedRows.has(at))
          throw invalid(
            "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection if you need to edit.",
          );
        if (value !== null) setFakeCell(tab, at, column, value);
        count += 1;
      }
    return count;
  };

  const batchUpdateValues = ({ body }: FakeCall): FakeAnswer => {
    deed?.();
    deed = undefined;
    const {
      valueInputOption,
      data = [],
      ...rest
    } = body as {
      readonly valueInputOption?: string;
      readonly data?: readonly { range: string; majorDimension?: string; values: FakeCell[][] }[];
    };
    if (Object.keys(rest).length > 0)
      throw invalid(`Invalid JSON payload received. Unknown name "${Object.keys(rest)[0]}"`);
    if (valueInputOption !== "RAW") throw invalid("'valueInputOption' is required but not specified");
    // All or nothing: looked at before anything is changed.
    const before = tabs.map(({ rows }) => rows.map((row) => [...row]));
    try {
      const counts = data.map(({ range, values }) => put(range, values));
      return {
        status: 200,
        body: { spreadsheetId: spreadsheet, totalUpdatedCells: counts.reduce((a, b) => a + b, 0) },
      };
    } catch (error) {
      for (const [index, tab] of tabs.entries()) tab.rows = before[index] ?? [];
      throw error;
    }
  };

  const change = ({ body }: FakeCall): FakeAnswer => {
    const { requests } = body as { readonly requests: readonly Record<string, Record<string, unknown>>[] };
    const replies = requests.map((request) => {
      const { addSheet, appendDimension } = request;
      if (addSheet) return { addSheet: { properties: properties(addTab(addSheet)) } };
      if (appendDimension) return append(appendDimension);
      throw invalid(`Invalid requests[0]: ${Object.keys(request)[0]}`);
    });
    return { status: 200, body: { spreadsheetId: spreadsheet, replies } };
  };

  const addTab = (request: Record<string, unknown>): FakeTab => {
    const { title } = request["properties"] as { readonly title: string };
    if (tabs.some((tab) => tab.title === title))
      throw invalid(
        `Invalid requests[0].addSheet: A sheet with the name "${title}" already exists. Please enter another name.`,
      );
    const tab = newTab(nextSheetId++, title, size);
    tabs.push(tab);
    return tab;
  };

  const append = ({ sheetId, dimension, length }: Record<string, unknown>): object => {
    const tab = tabs.find((tab) => tab.sheetId === sheetId);
    if (!tab) throw invalid(`Invalid requests[0].appendDimension: No grid with id: ${String(sheetId)}`);
    const [rows, columns] = dimension === "ROWS" ? [Number(length), 0] : [0, Number(length)];
    const cells = tabs.reduce((sum, { rowCount, columnCount }) => sum + rowCount * columnCount, 0);
    const added = (tab.rowCount + rows) * (tab.columnCount + columns) - tab.rowCount * tab.columnCount;
    if (cells + added > maxCells)
      throw invalid(
        `Invalid requests[0].appendDimension: This action would increase the number of cells in the workbook above the limit of ${maxCells} cells.`,
      );
    tab.rowCount += rows;
    tab.columnCount += columns;
    return {};
  };

  const appendValues = (range: string, { body }: FakeCall): FakeAnswer => {
    const { tab } = located(range);
    const at = tab.rows.findLastIndex((row) => row.some((cell) => cell !== undefined)) + 1;
    const { values } = body as { readonly values: FakeCell[][] };
    put(`'${tab.title}'!A${at + 1}:Z${at + values.length}`, values);
    return { status: 200, body: { spreadsheetId: spreadsheet } };
  };

  const answer = (call: FakeCall): FakeAnswer => {
    const base = `/v4/spreadsheets/${spreadsheet}`;
    const path = decodeURIComponent(call.path);
    const token = /^Bearer (.+)$/.exec(call.headers.authorization ?? "")?.[1] ?? "";
    if (!good.has(token))
      throw new SheetsRefusal(
        401,
        "UNAUTHENTICATED",
        "Request had invalid authentication credentials.",
        "ACCESS_TOKEN_INVALID",
      );
    if (!path.startsWith(base)) throw new SheetsRefusal(404, "NOT_FOUND", "Requested entity was not found.");
    if (!isShared) throw new SheetsRefusal(403, "PERMISSION_DENIED", "The caller does not have permission");
    requireQuota(call.method === "GET" ? "read" : "write");
    const rest = path.slice(base.length);
    const key = `${call.method} ${rest.replace(/^\/values\/[^:]+(?=:append$)/, "/values/").replace(/^\/values\/.+(?<!:append)$/, "/values/")}`;
    switch (key) {
      case "GET ":
        return {
          status: 200,
          body: { spreadsheetId: spreadsheet, sheets: tabs.map((tab) => ({ properties: properties(tab) })) },
        };
      case "GET /values:batchGet":
        return {
          status: 200,
          body: {
            spreadsheetId: spreadsheet,
            valueRanges: rangesOf(call).map((range) => valuesOf(range, call.query)),
          },
        };
      case "GET /values/":
        return { status: 200, body: valuesOf(rest.slice("/values/".length), call.query) };
      case "POST /values:batchUpdate":
        return batchUpdateValues(call);
      case "POST :batchUpdate":
        return change(call);
      case "POST /values/:append":
        return appendValues(rest.slice("/values/".length, -":append".length), call);
      default:
        throw new SheetsRefusal(404, "NOT_FOUND", `no such method: ${key}`);
    }
  };

  const server = await startFakeHttp({
    ...(input.port !== undefined && { port: input.port }),
    ...(input.fail && { fail: input.fail }),
    handle: (call) => {
      if (call.path === "/token") return giveToken(call);
      try {
        return answer(call);
      } catch (error) {
        if (error instanceof SheetsRefusal) return error.answer;
        throw error;
      }
    },
  });
  const key = JSON.stringify({
    type: "service_account",
    project_id: "project",
    private_key_id: "key-1",
    private_key: privateKey,
    client_email: email,
    token_uri: `${server.url}/token`,
  });
  return {
    ...server,
    spreadsheet,
    key,
    email,
    publicKey,
    tabs,
    tokens,
    tab: (title) => tabs.find((tab) => tab.title === title) ?? newTab(-1, title, [0, 0]),
    share: (now) => void (isShared = now),
    revoke: () => void (good = new Set()),
    beforeNextWrite: (next) => void (deed = next),
  };
};

const rangesOf = ({ search }: FakeCall): readonly string[] => new URLSearchParams(search).getAll("ranges");

const newTab = (
  sheetId: number,
  title: string,
  [rowCount, columnCount]: readonly [number, number],
): FakeTab => ({
  sheetId,
  title,
  sheetType: "GRID",
  rowCount,
  columnCount,
  rows: [],
  protectedRows: new Set(),
});

const properties = ({ sheetId, title, sheetType, rowCount, columnCount }: FakeTab) => ({
  sheetId,
  title,
  sheetType,
  gridProperties: { rowCount, columnCount },
});
