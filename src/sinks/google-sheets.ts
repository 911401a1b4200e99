import { z } from "zod";
import { defineSink, type OpenSink } from "../core/sink.ts";
import { httpUrl } from "../options/fields.ts";
import { createKeyTokens, createMetadataTokens } from "./google/access-token.ts";
import { parseServiceAccount } from "./google/service-account.ts";
import { createSheetsApi } from "./google-sheets/api.ts";
import { pacerOf } from "./google-sheets/pacer.ts";
import { createTabMemory } from "./google-sheets/tab-memory.ts";
import { writeTable } from "./google-sheets/write-table.ts";
import { connectionOptions } from "../options/connection-options.ts";
import { guardSink } from "./outbound/guard-sink.ts";
import { createJsonClient } from "./outbound/json-client.ts";

const options = z.strictObject({
  spreadsheet: z
    .string()
    .regex(/^[\w-]{5,200}$/, "must be the part of the spreadsheet's address between /d/ and /edit")
    .meta({ description: "The part of its address between /d/ and /edit" }),
  credentials: z.string().min(1).meta({
    description: "The text of a service account's JSON key, or metadata on a machine in Google's cloud",
  }),
  tab: z
    .string()
    .min(1)
    .max(100)
    .default("hinomi")
    .meta({ description: "The tab to write to; made when it is missing" }),
  api_url: httpUrl()
    .prefault("https://sheets.googleapis.com")
    .meta({ description: "Base address of the API, for a gateway" }),
  ...connectionOptions("30s", "request"),
});

const scope = "https://www.googleapis.com/auth/spreadsheets";

/** One row per date and one column per series in a Google spreadsheet. Contract: docs/sinks/google-sheets.md. */
export const googleSheetsSink = defineSink({
  type: "google-sheets",
  summary: "A Google spreadsheet, with one row per date and one column per series",
  options,
  open: (options, surroundings) => {
    const { spreadsheet, credentials, tab, api_url: root } = options;
    const { clock, env, redact } = surroundings;
    const send = createJsonClient(options, surroundings);
    const account = credentials.trim() === "metadata" ? undefined : parseServiceAccount(credentials);
    const around = { clock, send, scope };
    const tokens = account ? createKeyTokens(account, around) : createMetadataTokens(env, around);
    const pacer = pacerOf(clock, account?.email ?? "metadata");
    const memory = createTabMemory(surroundings.memory, spreadsheet, tab);
    const api = createSheetsApi({ root: root.replace(/\/+$/, ""), spreadsheet, tokens, pacer, send, clock });
    const sink: OpenSink = {
      // A batch costs the same few calls, whatever is in it; a body of Google's advice is 2 MB.
      maxPoints: 2000,
      write: async (points, signal) => {
        if (points.length === 0) return { kind: "taken" };
        const waitMs = pacer.waitMs();
        if (waitMs > 0)
          return { kind: "wait", retryAfterMs: waitMs, detail: "our own limit of calls a minute" };
        return writeTable({ api, tab, memory }, points, signal);
      },
      verify: async (signal) => {
        const answer = await api.tabs(signal);
        return answer.kind === "ended" ? answer.result : { kind: "taken" };
      },
    };
    return guardSink(sink, { secrets: [...(account?.secrets ?? [])], redact });
  },
});
