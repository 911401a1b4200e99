import { z } from "zod";
import { loadConfig, type Catalogue, type LoadedConfig } from "../../src/config/load.ts";
import { defineCheckType } from "../../src/core/check-type.ts";
import { failedOutcome } from "../../src/core/outcome.ts";
import { reason } from "../../src/core/reason.ts";
import { defineNotifier } from "../../src/core/notifier.ts";
import { defineSink } from "../../src/core/sink.ts";
import { systemClock } from "../../src/engine/system-clock.ts";
import { createRedactor } from "../../src/net/redact.ts";
import { duration, httpUrl } from "../../src/options/fields.ts";

/** A check type with one of each kind of option, for tests of the configuration. */
const pingType = defineCheckType({
  type: "ping",
  summary: "Pretends to look at an address",
  options: z.strictObject({
    url: httpUrl(),
    method: z.enum(["GET", "HEAD", "POST"]).optional(),
    port: z.int().min(1).max(65_535).optional(),
    token: z.string().min(1).optional(),
    follow: z.boolean().optional(),
    headers: z.record(z.string(), z.string()).optional(),
    ca: z.string().optional().describe("Path of a PEM file"),
    expect: z
      .strictObject({
        status: z
          .union([z.int(), z.string().regex(/^\dxx$/, "must be a status such as 200 or 2xx")])
          .optional(),
        latency: z.strictObject({ warn: duration().optional(), fail: duration().optional() }).optional(),
        json: z.array(z.strictObject({ path: z.string(), eq: z.unknown().optional() })).optional(),
      })
      .optional(),
  }),
  prepare: (options, { readFile }) => {
    if (options.ca !== undefined) readFile(options.ca);
    if (options.method === "HEAD" && options.expect?.json)
      throw new Error(`HEAD has no body for expect.json at ${options.url}`);
    const { host } = new URL(options.url);
    return {
      target: `${options.method ?? "GET"} ${options.url}`,
      host,
      probe: async () => failedOutcome("unknown", reason("run-failed", "this check type is for tests")),
    };
  },
});

/** A notifier that delivers nothing. */
const bellNotifier = defineNotifier({
  type: "bell",
  summary: "Pretends to ring",
  options: z.strictObject({
    password: z.string().optional(),
    webhook: z.string().optional(),
    to: z.string().optional(),
  }),
  open: ({ to }) => {
    if (to === "nobody") throw new Error("nobody cannot be told");
    return { idempotent: true, deliver: async () => ({ kind: "delivered" }) };
  },
});

/** A sink that keeps nothing. */
const shelfSink = defineSink({
  type: "shelf",
  summary: "Pretends to keep numbers",
  options: z.strictObject({ password: z.string().optional(), to: z.string().optional() }),
  open: ({ to }) => {
    if (to === "nowhere") throw new Error("nowhere is no place");
    return { maxPoints: 100, write: async () => ({ kind: "taken" }) };
  },
});

export const tinyCatalogue: Catalogue = {
  checkTypes: [pingType],
  notifiers: [bellNotifier],
  sinks: [shelfSink],
};

/** Reads a configuration as if it stood in /etc/hinomi/hinomi.yaml, beside the given files. */
export const loadYaml = (
  text: string,
  outside: {
    readonly env?: Readonly<Record<string, string | undefined>>;
    readonly files?: Readonly<Record<string, string>>;
    readonly catalogue?: Catalogue;
    readonly now?: number;
    readonly only?: (id: string) => boolean;
  } = {},
): LoadedConfig =>
  loadConfig({
    file: "/etc/hinomi/hinomi.yaml",
    text,
    env: outside.env ?? {},
    readFile: (path) => {
      const found = outside.files?.[path];
      if (found === undefined) throw Object.assign(new Error(`no ${path}`), { code: "ENOENT" });
      return found;
    },
    catalogue: outside.catalogue ?? tinyCatalogue,
    clock: { ...systemClock, now: () => outside.now ?? 0 },
    createRedactor,
    ...(outside.only && { only: outside.only }),
  });

/** Each problem as one line: `12:5 error checks[0].id: …`. */
export const problemLines = ({ problems }: LoadedConfig): readonly string[] =>
  problems.map(
    ({ line, column, level, path, message }) =>
      `${line}:${column} ${level} ${path === "" ? "" : `${path}: `}${message}`,
  );
