/** One answer of the sample API, before it is sent. */
export interface SampleAnswer {
  readonly httpStatus: 200 | 500;
  readonly status: 0 | -1;
  readonly comment: string;
  readonly delayMs: number;
}

/** Where an endpoint's answer comes from: its own habit, or what `POST /_switch` said. */
export interface SampleConditions {
  /** Epoch ms. */
  readonly now: number;
  /** At least 0, below 1. */
  readonly random: () => number;
  readonly slowMs: number;
  /** How long a flapping endpoint stays good, and then bad. */
  readonly flapMs: number;
}

export const switchPositions = ["ok", "ng", "error", "slow", "default"] as const;
export type SwitchPosition = (typeof switchPositions)[number];

type Behaviour = (conditions: SampleConditions) => SampleAnswer;

const answer = (httpStatus: 200 | 500, status: 0 | -1, comment: string, delayMs = 0): SampleAnswer => ({
  httpStatus,
  status,
  comment,
  delayMs,
});

const ok: Behaviour = () => answer(200, 0, "all is well");
const ng: Behaviour = () => answer(200, -1, "HTTP 200, but the JSON says that something is wrong");
const error: Behaviour = () => answer(500, -1, "HTTP 500, and the JSON says so too");
const slow: Behaviour = ({ slowMs }) => answer(200, 0, "all is well, only late", slowMs);

/** Good and bad in turn, cut by the clock: the same moment always gives the same answer. */
const flapping: Behaviour = (conditions) =>
  Math.floor(conditions.now / conditions.flapMs) % 2 === 0 ? ok(conditions) : error(conditions);

/** A latency that swells and ebbs between 60 and 260 ms every ten minutes, with up to 40 ms of noise. */
const drifting: Behaviour = ({ now, random }) => {
  const swell = (1 - Math.cos((2 * Math.PI * now) / 600_000)) / 2;
  return answer(200, 0, "the latency drifts", Math.round(60 + 200 * swell + 40 * random()));
};

/** Every endpoint of the sample API and its own habit; all answer POST without arguments. */
export const sampleEndpoints = {
  "/test_status_ok_json_status_ok": { behaviour: ok, summary: "HTTP 200, status 0" },
  "/test_status_ok_json_status_ng": { behaviour: ng, summary: "HTTP 200, status -1" },
  "/test_status_ng_json_status_ng": { behaviour: error, summary: "HTTP 500, status -1" },
  "/test_status_ok_json_status_ok_long_time": { behaviour: slow, summary: "HTTP 200, status 0, slow" },
  "/test_flapping": { behaviour: flapping, summary: "good and bad in turn" },
  "/test_drifting_latency": { behaviour: drifting, summary: "good, the latency drifts" },
  "/test_switched": { behaviour: ok, summary: "good until switched" },
} as const satisfies Record<string, { behaviour: Behaviour; summary: string }>;

export type SamplePath = keyof typeof sampleEndpoints;

export const isSamplePath = (path: string): path is SamplePath => Object.hasOwn(sampleEndpoints, path);

/** What an endpoint answers now. */
export const sampleAnswer = (
  path: SamplePath,
  position: SwitchPosition,
  conditions: SampleConditions,
): SampleAnswer => {
  const switched = { ok, ng, error, slow, default: sampleEndpoints[path].behaviour };
  return switched[position](conditions);
};
