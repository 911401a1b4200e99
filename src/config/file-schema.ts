import { z } from "zod";
import { duration, httpUrl, timezone } from "../options/fields.ts";
import { confirmation, cron, dateTime, durationOf, hostAndPort, id, storeAddress } from "./fields.ts";
import { pagesSchema } from "./page-schema.ts";

const dayMs = 86_400_000;

/** A maintenance window that never ends would be a way to lose alerts: with two dates, and by cron. */
export const longestWindowMs = 31 * dayMs;
const longestCronWindowMs = 7 * dayMs;

const second = durationOf({ min: 1000, rule: "must be at least 1s" });
const positive = durationOf({ min: 1, rule: "must be longer than 0s" });

/** What `defaults`, a group and a check may each say; the nearest to the check wins. */
const settings = {
  every: second.optional().describe("How often it runs. Default 60s"),
  timeout: positive.optional().describe("When a run is given up. Default 10s, or `every` if that is shorter"),
  confirm: z
    .strictObject({
      down: confirmation().optional().describe("What confirms a failure. Default 2"),
      up: confirmation().optional().describe("What confirms a recovery. Default 1"),
      for: duration().optional().describe("How long a failure has to last besides"),
    })
    .optional()
    .describe("How many outcomes confirm a change"),
  notify: z.array(z.string()).optional().describe("Ids of the channels to tell, in order"),
  recheck: positive
    .or(z.literal("none"))
    .optional()
    .describe("How soon it runs again after a first bad outcome, or none. Default 10s"),
  remind: durationOf({ min: 60_000, rule: "must be at least 1m" })
    .or(z.literal("none"))
    .optional()
    .describe("How often an open incident is told again, or none. Default none"),
  flap: z
    .strictObject({
      window: durationOf({ min: 60_000, rule: "must be at least 1m" }).optional().describe("Default 30m"),
      enter: z.int().min(2).max(100).optional().describe("More changes than this is flapping. Default 6"),
      leave: z.int().min(0).max(99).optional().describe("This many changes or fewer ends it. Default 2"),
    })
    .optional()
    .describe("When a check that comes and goes is flapping"),
};

export const settingsSchema = z.strictObject(settings);
export type Settings = z.output<typeof settingsSchema>;
export type ConfirmationInput = z.output<ReturnType<typeof confirmation>>;

const title = z.string().min(1).max(200).optional();

const groupSchema = z.strictObject({
  title: title.describe("Shown to people. Default: the id"),
  ...settings,
});

/** What stands in every check beside the options of its type. */
export const checkFields = {
  id: id().describe("Stable: history belongs to it"),
  type: z.string().describe("What kind of check it is"),
  title: title.describe("Shown to people. Default: the id"),
  group: z.string().optional().describe("The id of a group under `groups`"),
  paused: z.boolean().optional().describe("Keeps it without running it"),
  ...settings,
};

export const channelGroupSchema = z.strictObject({
  wait: duration().optional().describe("How long first messages wait for each other. Default 10s"),
  storm: z.int().min(2).optional().describe("From how many incidents on they become one. Default 5"),
});

/** What stands in every channel beside the options of its notifier. */
export const channelFields = {
  type: z.string().describe("Which service it is"),
  title: title.describe("Shown to people. Default: the id"),
  fallback: z.string().optional().describe("The id of the channel that is told when this one is dead"),
  group: channelGroupSchema.optional().describe("How simultaneous incidents are joined"),
};

const windowFields = {
  id: id(),
  title: title.describe("Shown to people. Default: the id"),
  checks: z.array(z.string()).min(1).optional().describe("Ids of checks or groups. Default: all checks"),
};

export const windowSchema = z.union([
  z.strictObject({
    ...windowFields,
    from: dateTime().describe("Beginning, in the file's time zone unless it says its own"),
    until: dateTime().describe("End"),
  }),
  z.strictObject({
    ...windowFields,
    cron: cron().describe("Beginnings"),
    duration: durationOf({ min: 60_000, max: longestCronWindowMs, rule: "must be between 1m and 7d" }),
    timezone: timezone().optional().describe("Where the cron expression is read. Default: the file's"),
  }),
]);
export type WindowInput = z.output<typeof windowSchema>;

const kept = positive.optional();

/** What stands in every sink beside the options of its type. */
export const sinkFields = {
  type: z.string().describe("Where to"),
  title: title.describe("Shown to people. Default: the id"),
  series: z
    .array(z.string())
    .min(1)
    .describe("What is written: `<check id>.<reading>`, with `*` for any; `{*}` behind it adds the parts"),
  per: z
    .enum(["day", "hour", "run"])
    .optional()
    .describe("What one value stands for. Numbers that their source dates are always per day. Default day"),
  value: z
    .enum(["last", "mean", "max", "min", "sum"])
    .optional()
    .describe("What a day or an hour of a run's reading is summarised to. Default last"),
  backfill: positive
    .optional()
    .describe("How far back the readings of runs are written the first time. Default 30d"),
  every: durationOf({ min: 10_000, rule: "must be at least 10s" })
    .optional()
    .describe("How often it is written to. Default 5m"),
};
export const sinkSchema = z.looseObject(sinkFields);

/** The whole file. Checks and channels are loose here: their types add their own options. */
export const fileSchema = z.strictObject({
  $schema: z.string().optional().describe("For editors"),
  title: title.describe("The page's title. Default Hinomi"),
  timezone: timezone().optional().describe("IANA name; days are cut here. Default: the machine's"),
  locale: z.enum(["en", "ja"]).optional().describe("The language of messages. Default en"),
  location: id().optional().describe("The name of the place where runs take place. Default `default`"),
  server: z
    .strictObject({
      host: z.string().min(1).optional().describe("The address to listen on. Default 127.0.0.1"),
      port: z.int().min(0).max(65_535).optional().describe("Default 8300; 0 for any free one"),
      public_url: httpUrl().optional().describe("Where people reach the page, for links in messages"),
      trust_proxy: z
        .boolean()
        .optional()
        .describe(
          "Believe X-Forwarded-For and X-Forwarded-Proto: only behind a proxy that sets them. Default false",
        ),
    })
    .optional(),
  store: storeAddress().optional().describe("Default sqlite:./hinomi.db, relative to this file"),
  retention: z
    .strictObject({
      runs: kept.describe("Single runs. Default 30d"),
      hours: kept.describe("Sums per hour. Default 400d"),
      days: kept.describe("Sums per day. Default 3650d"),
      incidents: kept.describe("Incidents. Default 3650d"),
    })
    .optional()
    .describe("How long things are kept"),
  concurrency: z
    .strictObject({
      total: z.int().min(1).max(10_000).optional().describe("Runs at a time. Default 1000"),
      per_host: z.int().min(1).max(10_000).optional().describe("Runs to one host at a time. Default 20"),
      workers: z
        .int()
        .min(0)
        .max(16)
        .optional()
        .describe("Threads that run checks beside the main one. Default 0: the main one runs them"),
    })
    .optional(),
  connectivity: z
    .array(hostAndPort())
    .optional()
    .describe("When none of these can be reached, Hinomi's own connection is down. Default: no guard"),
  defaults: settingsSchema.optional().describe("For every check that says nothing else"),
  groups: z.record(id(), groupSchema).optional().describe("For every check of a group"),
  channels: z.record(id(), z.looseObject(channelFields)).optional().describe("Where messages go"),
  checks: z.array(z.looseObject(checkFields)).describe("What is watched"),
  sinks: z.record(id(), sinkSchema).optional().describe("Where readings are also written"),
  pages: pagesSchema.optional().describe("Pages of numbers. Default: one, made of what there is"),
  maintenance: z.array(windowSchema).optional().describe("Planned windows without new alerts"),
});
export type FileInput = z.input<typeof fileSchema>;
export type FileOutput = z.output<typeof fileSchema>;
