import type { State } from "../../core/alert/types.ts";
import type { ChannelHealth, LiveCheck, Lookout, Vitals } from "../../engine/lookout.ts";
import type { MetricFamily, Sample } from "./exposition.ts";

/** What Hinomi tells Prometheus: about the checks, about itself, about its process. */
export const metricFamilies = (
  lookout: Lookout,
  now: number,
  usage: ProcessUsage,
): readonly MetricFamily[] => [
  ...checkFamilies(lookout.checks()),
  ...channelFamilies(lookout.channels(), now),
  ...runFamilies(lookout.vitals()),
  ...vitalFamilies(lookout.vitals()),
  ...processFamilies(lookout.vitals().startedAt, usage),
];

export interface ProcessUsage {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  readonly heapBytes: number;
  /** How late the event loop came to its timers since it was asked before. */
  readonly eventLoopDelayP99Seconds: number;
}

const gauge = (name: string, help: string, samples: Iterable<Sample> | number): MetricFamily => ({
  name,
  type: "gauge",
  help,
  samples: typeof samples === "number" ? [{ value: samples }] : samples,
});

const counter = (name: string, help: string, value: number): MetricFamily => ({
  name,
  type: "counter",
  help,
  samples: [{ value }],
});

const states: readonly State[] = ["pending", "up", "degraded", "down", "unknown"];

/** Makes the samples when they are asked for, check by check. */
const samplesOf = (
  checks: readonly LiveCheck[],
  samples: (live: LiveCheck) => Iterable<Sample>,
): Iterable<Sample> => ({
  *[Symbol.iterator]() {
    for (const live of checks) yield* samples(live);
  },
});

const checkFamilies = (checks: readonly LiveCheck[]): readonly MetricFamily[] => [
  gauge(
    "hinomi_check_state",
    "1 for the confirmed state that the check is in, 0 for the others.",
    samplesOf(checks, ({ check, state }) =>
      states.map((name) => ({
        labels: { check: check.id, state: name },
        value: Number(state.state === name),
      })),
    ),
  ),
  gauge(
    "hinomi_check_info",
    "Type, group and title of the check; always 1.",
    samplesOf(checks, ({ check }) => [
      {
        labels: { check: check.id, type: check.type, group: check.group ?? "", title: check.title },
        value: 1,
      },
    ]),
  ),
  gauge(
    "hinomi_check_last_run_timestamp_seconds",
    "When the latest run of the check began, Unix time.",
    samplesOf(checks, ({ check, lastRun }) =>
      lastRun ? [{ labels: { check: check.id }, value: lastRun.startedAt / 1000 }] : [],
    ),
  ),
  gauge(
    "hinomi_reading",
    "The readings of the check's latest run, each in the unit of its label.",
    samplesOf(checks, ({ check, lastRun }) =>
      (lastRun?.outcome.readings ?? []).map(({ name, unit, value }) => ({
        labels: { check: check.id, reading: name, unit },
        value,
      })),
    ),
  ),
];

const channelFamilies = (channels: readonly ChannelHealth[], now: number): readonly MetricFamily[] => {
  const perChannel = (value: (channel: ChannelHealth) => number): readonly Sample[] =>
    channels.map((channel) => ({ labels: { channel: channel.id }, value: value(channel) }));
  return [
    gauge(
      "hinomi_outbox_owed",
      "Notifications owed to the channel.",
      perChannel(({ owed }) => owed),
    ),
    gauge(
      "hinomi_outbox_oldest_age_seconds",
      "Age of the oldest notification owed to the channel; 0 when none is.",
      perChannel(({ oldestOwedAt = now }) => Math.max(0, now - oldestOwedAt) / 1000),
    ),
    gauge(
      "hinomi_channel_circuit_open",
      "1 while nothing is sent to the channel because it refuses or fails.",
      perChannel(({ circuit }) => Number(circuit === "open")),
    ),
  ];
};

const runFamilies = (vitals: Vitals): readonly MetricFamily[] => [
  counter("hinomi_runs_total", "Runs recorded since the start.", vitals.runsTotal),
  counter("hinomi_runs_missed_total", "Runs that did not take place at their time.", vitals.runsMissedTotal),
  gauge("hinomi_runs_in_flight", "Runs under way.", vitals.runsInFlight),
  gauge(
    "hinomi_run_lateness_max_seconds",
    "The latest start of a run in the last minute, counted from its scheduled time.",
    vitals.latenessMaxMs / 1000,
  ),
  gauge(
    "hinomi_run_lateness_p50_seconds",
    "Half of the runs of the last minute began no later than this after their time.",
    vitals.latenessP50Ms / 1000,
  ),
  gauge(
    "hinomi_run_lateness_p99_seconds",
    "99 of 100 runs of the last minute began no later than this after their time.",
    vitals.latenessP99Ms / 1000,
  ),
  gauge("hinomi_runs_waiting", "Runs whose time has come and that wait for their turn.", vitals.runsWaiting),
  gauge("hinomi_workers", "Threads that probes run in, besides the main one.", vitals.workers),
  counter(
    "hinomi_worker_restarts_total",
    "Threads for probes that ended unasked and were started again.",
    vitals.workerRestartsTotal,
  ),
];

const vitalFamilies = (vitals: Vitals): readonly MetricFamily[] => [
  counter("hinomi_deliveries_total", "Notifications delivered.", vitals.deliveriesTotal),
  counter("hinomi_delivery_failures_total", "Attempts to deliver that failed.", vitals.deliveryFailuresTotal),
  gauge(
    "hinomi_store_trouble",
    "1 while the store refuses writes.",
    Number(vitals.storeTrouble !== undefined),
  ),
  counter(
    "hinomi_runs_dropped_total",
    "Runs that were not kept because the store refused them for too long.",
    vitals.runsDropped,
  ),
  counter(
    "hinomi_rows_put_aside_total",
    "Rows that the store never took, so that they no longer hold up others.",
    vitals.rowsPutAside,
  ),
  gauge(
    "hinomi_config_rejected",
    "1 while the configuration file on disk is refused and the one before it runs.",
    Number(vitals.configProblems.some(({ level }) => level === "error")),
  ),
  gauge("hinomi_connected", "0 while Hinomi's own connection is down.", Number(vitals.connected)),
];

const processFamilies = (startedAt: number, usage: ProcessUsage): readonly MetricFamily[] => [
  gauge("process_start_time_seconds", "When the process started, Unix time.", startedAt / 1000),
  counter("process_cpu_seconds_total", "User and system CPU time.", usage.cpuSeconds),
  gauge("process_resident_memory_bytes", "Resident memory.", usage.residentBytes),
  gauge(
    "nodejs_eventloop_lag_p99_seconds",
    "99 of 100 timers since the scrape before came no later than this.",
    usage.eventLoopDelayP99Seconds,
  ),
  gauge("nodejs_heap_used_bytes", "Used JavaScript heap.", usage.heapBytes),
];
