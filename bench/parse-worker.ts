import { initialState, reduce } from "../src/core/alert/reduce.ts";
import type { AlertContext, AlertEvent } from "../src/core/alert/types.ts";
import { readConfig } from "../src/app.ts";
import { answerJudge } from "../src/checks/http/judge.ts";
import { httpOptionsSchema } from "../src/checks/http/options.ts";
import { jsonPath } from "../src/checks/http/json-path.ts";
import { systemClock } from "../src/engine/system-clock.ts";
import { AnswerParser } from "../src/net/http1/answer-parser.ts";
import { answerTasks, inputOf } from "./measure/answer-tasks.ts";
import { ownCpuUs } from "./measure/usage.ts";
import { runAt, createPastCheck, createRandom } from "./store/generated.ts";
import { answerBody } from "./target/answer-body.ts";
import { writeConfigFile } from "./product/config-file.ts";

export interface ParseWish {
  readonly folder: string;
  readonly operations: number;
}

/** CPU microseconds per operation by what is done. */
export type ParseRound = Readonly<Record<string, number>>;

const keep = { sum: 0 };

const timed = (operations: number, work: (index: number) => unknown): number => {
  const began = ownCpuUs();
  for (let index = 0; index < operations; index++) if (work(index) === keep) keep.sum += 1;
  return (ownCpuUs() - began) / operations;
};

const context: AlertContext = {
  checkId: "check-0",
  rules: {
    confirm: { down: { count: 2, of: 2, forMs: 0 }, up: { count: 1, of: 1, forMs: 0 } },
    recheckMs: 10_000,
    flap: { windowMs: 1_800_000, enter: 6, leave: 2 },
  },
  overlays: { maintenance: false, silenced: false, paused: false },
  channels: ["team"],
};

const reduceGood = (): ((index: number) => unknown) => {
  const check = createPastCheck("check-0", 60_000, createRandom(5));
  const events = Array.from({ length: 500 }, (_, index): AlertEvent => {
    const { startedAt, outcome } = runAt(check, index * 60_000, index);
    const { status, judgements, readings } = outcome;
    return {
      kind: "outcome",
      location: "default",
      observation: { status, at: startedAt, judgements, readings },
    };
  });
  let state = initialState(0);
  return (index) => {
    const event = events[index % events.length];
    if (event) ({ state } = reduce(state, event, index * 60_000, context));
    return state;
  };
};

const answerBytes = Buffer.from(
  [
    "HTTP/1.1 200 OK",
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(answerBody)}`,
    "Date: Thu, 01 Jan 2026 00:00:00 GMT",
    "Server: target",
    "Connection: close",
    "",
    answerBody,
  ].join("\r\n"),
);

const parseAnswer = (): AnswerParser => {
  const parser = new AnswerParser("GET", { headerBytes: 32_768, bodyBytes: 4_194_304 });
  parser.push(answerBytes);
  return parser;
};

const judgeAnswer = (): (() => unknown) => {
  const { expect } = httpOptionsSchema.parse({
    url: "http://127.0.0.1",
    expect: { status: 200, latency: { warn: "2s", fail: "5s" }, json: [{ path: "$.status", eq: "ok" }] },
  });
  const judge = answerJudge(expect, (text) => text);
  const parser = parseAnswer();
  if (!parser.head) throw new Error("the answer has no head");
  const answer = {
    kind: "answered",
    ...parser.head,
    body: parser.body(),
    phases: {},
    totalMs: 3.14,
    redirects: [],
    url: "http://127.0.0.1/",
    steps: () => [],
  } as const;
  return () => judge(answer, 0);
};

const checksLoaded = 1000;

const loadOf = (folder: string, format: "yaml" | "json"): (() => unknown) => {
  const target = { url: "http://127.0.0.1:1" };
  const { file } = writeConfigFile({ folder, target, checks: checksLoaded, everyMs: 60_000, format });
  return () => {
    const { config, problems } = readConfig(file, {}, systemClock);
    if (config?.checks.length !== checksLoaded) throw new Error(JSON.stringify(problems.slice(0, 3)));
    return config;
  };
};

const parseRound = ({ folder, operations }: ParseWish): ParseRound => {
  const path = jsonPath().parse("$.status");
  const document = JSON.parse(answerBody);
  const configs = Math.max(1, Math.round(operations / 20_000));
  return {
    "plain JSON.parse of the answer": timed(operations, () => JSON.parse(answerBody)),
    "JSONPath $.status on the answer": timed(operations, () => path.select(document)),
    "answer of 500 bytes parsed": timed(operations, parseAnswer),
    "answer judged: status, latency, JSON": timed(operations, judgeAnswer()),
    "alert reduce, good outcome": timed(operations, reduceGood()),
    "configuration per check, YAML": timed(configs, loadOf(folder, "yaml")) / checksLoaded,
    "configuration per check, JSON": timed(configs, loadOf(folder, "json")) / checksLoaded,
  };
};

answerTasks({ round: (input) => parseRound(inputOf<ParseWish>(input)) });
