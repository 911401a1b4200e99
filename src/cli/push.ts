import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import { formatDuration } from "../core/duration.ts";
import { systemClock } from "../engine/system-clock.ts";
import { createRedactor } from "../net/redact.ts";
import { describeOptions, durationOf, parseArguments } from "./arguments.ts";
import { type Command, type Terminal, UsageError } from "./command.ts";
import { parseAddress, parseReadings, readToken } from "./push/parse-push.ts";
import { sendPush, type Sent } from "./push/send-push.ts";

const options = {
  "token-file": { summary: "a file with the token (default: HINOMI_PUSH_TOKEN)", value: "FILE" },
  status: { summary: "up, degraded or down: what the sender says of itself", value: "STATUS" },
  message: { summary: "why it is not up, at most 500 characters", value: "TEXT" },
  at: { summary: "when the numbers came about: 2026-11-22T03:10:00+09:00 or epoch", value: "TIME" },
  id: { summary: "a name of this push: sent again, it counts once (default: a random one)", value: "ID" },
  tries: { summary: "how often to try at most (default: 5)", value: "COUNT" },
  timeout: { summary: "time limit of each try (default: 10s)", value: "TIME" },
  ca: { summary: "trust the certificates of this PEM file instead of the well-known roots", value: "FILE" },
} as const;

const statuses = ["up", "degraded", "down"];

/** `hinomi push`: what a job says when it has run. */
export const pushCommand: Command = {
  name: "push",
  summary: "Push readings to a check of a running server",
  help: `Usage: hinomi push SERVER CHECK [NAME=VALUE ...] [options]

Sends readings to a check of type push: hinomi push https://hinomi.example.com nightly backups=3
Without readings it says only that the job has run. SERVER is the address of the page; the whole
address of the check's readings (…/api/v1/checks/CHECK/readings) does for SERVER CHECK.
What does not get through is tried again after a while; under one ID it counts once however
often it is sent.

Exit code: 0 taken, 1 refused, 2 nobody answered or it could not be tried.

Options:
${describeOptions(options)}`,
  run: async (args, terminal) => {
    const { words, values } = parseArguments(args, options);
    const { url, check, rest } = parseAddress(words);
    const readings = parseReadings(rest);
    const { status, message, at, id = randomUUID() } = values;
    if (status !== undefined && !statuses.includes(status))
      throw new UsageError("--status must be up, degraded or down");
    const token = readToken(values["token-file"], terminal);
    const redact = createRedactor([token]);
    const sent = await sendPush({
      request: {
        url,
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ id, at, readings, status, message }),
        timeoutMs: durationOf("timeout", values.timeout) ?? 10_000,
        env: terminal.env,
        ...(values.ca !== undefined && {
          tls: { ca: readFileSync(resolve(terminal.cwd, values.ca), "utf8") },
        }),
      },
      clock: systemClock,
      signal: terminal.signal,
      random: Math.random,
      tries: triesOf(values.tries),
      onWait: (why, waitMs) => terminal.err(redact(`${why}; again in ${formatDuration(waitMs)}\n`)),
    });
    return report(check, sent, terminal, redact);
  },
};

const triesOf = (text = "5"): number => {
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw new UsageError("--tries must be a number from 1 to 999");
};

const takenShape = z.looseObject({
  readings: z.record(z.string(), z.number()),
  known: z.boolean(),
  late: z.boolean(),
  outcome: z
    .looseObject({ status: z.string(), reason: z.looseObject({ detail: z.string() }).optional() })
    .optional(),
});

const refusalShape = z.looseObject({
  detail: z.string(),
  errors: z.array(z.looseObject({ path: z.string(), message: z.string() })).optional(),
});

type Taken = z.output<typeof takenShape>;

const takenText = ({ readings, known, late, outcome }: Taken): string => {
  const numbers = Object.entries(readings).map(([name, value]) => `${name} ${value}`);
  const notes = [known && "had come before", late && "something newer had come before"].filter(Boolean);
  const state = outcome
    ? `; the check is ${outcome.status}${outcome.reason ? `: ${outcome.reason.detail}` : ""}`
    : "";
  return `${numbers.join(", ") || "a sign of life"}${notes.length > 0 ? ` (${notes.join(", ")})` : ""}${state}`;
};

const report = (
  check: string,
  sent: Sent,
  { out, err }: Terminal,
  redact: (text: string) => string,
): number => {
  if (sent.kind === "failed") {
    err(redact(`✖ ${check}: not sent: ${sent.why}\n`));
    return 2;
  }
  const taken = sent.status === 200 ? takenShape.safeParse(sent.body).data : undefined;
  if (taken) {
    out(redact(`✔ ${check}: ${takenText(taken)}\n`));
    return 0;
  }
  const { detail, errors = [] } = refusalShape.safeParse(sent.body).data ?? {
    detail: "is this a Hinomi server?",
  };
  const said = errors.map(({ path, message }) => `${path} ${message}`).join("; ");
  err(redact(`✖ ${check}: the server answered ${sent.status}: ${said || detail}\n`));
  return sent.status >= 500 || sent.status === 429 ? 2 : 1;
};
