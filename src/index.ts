/**
 * Hinomi for programs: typed configuration, and what a plugin (a check type, a notifier) is made of.
 * docs/configuration.md describes the configuration, CONTRIBUTING.md how a plugin is added.
 */
import type { FileInput } from "./config/file-schema.ts";

export type { Catalogue } from "./config/catalogue.ts";
export { loadConfig, type ConfigInput, type LoadedConfig } from "./config/load.ts";
export type { Check, Probe, RunContext } from "./core/check.ts";
export {
  defineCheckType,
  type CheckSurroundings,
  type CheckType,
  type PreparedCheck,
} from "./core/check-type.ts";
export type { Clock } from "./core/clock.ts";
export type { Config, Problem } from "./core/config.ts";
export { formatDuration, parseDuration } from "./core/duration.ts";
export type { Message } from "./core/message/message.ts";
export type { Notification } from "./core/notification.ts";
export {
  defineNotifier,
  type Channel,
  type Delivery,
  type DeliveryResult,
  type Notifier,
  type NotifierSurroundings,
} from "./core/notifier.ts";
export {
  failedOutcome,
  judge,
  type Judgement,
  type Outcome,
  type Reading,
  type Status,
} from "./core/outcome.ts";
export { reason, type Reason, type ReasonCode } from "./core/reason.ts";
export type { OptionsSchema } from "./core/schema.ts";
export {
  defineSink,
  type OpenSink,
  type Sink,
  type SinkMemory,
  type SinkPoint,
  type SinkResult,
  type SinkSeries,
  type SinkSurroundings,
  type SinkTime,
} from "./core/sink.ts";

/** What a configuration file may say, as it is written there: durations are texts such as `30s`. */
export type ConfigFile = FileInput;

/**
 * Types a configuration while it is written in TypeScript; returns the same plain object. Nothing is validated or
 * resolved yet: print it as JSON, which is YAML, and Hinomi reads it like any file.
 *
 * @example
 * // node hinomi.config.ts > hinomi.yaml
 * const config = defineConfig({ checks: [{ id: "website", type: "http", url: "https://example.com/" }] });
 * process.stdout.write(JSON.stringify(config, null, 2));
 */
export const defineConfig = (config: ConfigFile): ConfigFile => config;
