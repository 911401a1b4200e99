import type { AlertRules, Confirmation } from "../core/alert/types.ts";
import { parseCountOf } from "./fields.ts";
import { settingsSchema, type ConfirmationInput, type Settings } from "./file-schema.ts";
import { canonical } from "./fingerprint.ts";
import { find, merge, pick, type Located, type LocatedMap } from "./located.ts";
import type { Report } from "./report.ts";
import { validateLocated } from "./validate-located.ts";

export const settingNames: readonly string[] = Object.keys(settingsSchema.shape);
const names = new Set(settingNames);

/** The settings of a check after inheritance. */
export interface EffectiveSettings {
  readonly everyMs: number;
  readonly timeoutMs: number;
  readonly notify: readonly string[];
  readonly rules: AlertRules;
}

/** Settings that all checks with the same ones share, and their canonical text. Frozen. */
export interface SharedSettings extends EffectiveSettings {
  readonly text: string;
}

/** Makes equal settings one object: a large file has few different ones. */
export const createSettingsShelf = (): ((settings: EffectiveSettings) => SharedSettings) => {
  const known = new Map<string, SharedSettings>();
  return (settings) => {
    const text = canonical(settings);
    const before = known.get(text);
    if (before) return before;
    const shared = deepFreeze({ ...settings, text });
    known.set(text, shared);
    return shared;
  };
};

const deepFreeze = <T extends object>(value: T): T => {
  for (const inner of Object.values(value))
    if (typeof inner === "object" && inner !== null) deepFreeze(inner);
  return Object.freeze(value);
};

/** Lays the layers over each other, the last one on top, and reads them; absent when they have errors. */
export const effectiveSettings = (
  layers: readonly (Located | undefined)[],
  check: LocatedMap,
  report: Report,
): EffectiveSettings | undefined => {
  const merged = layers
    .filter((layer) => layer?.kind === "map")
    .map((layer) => pick(layer, (key) => names.has(key)))
    .reduce<Located>(merge, { ...check, entries: new Map() });
  const output = validateLocated(settingsSchema, merged, report)?.output;
  if (!output) return undefined;
  const everyMs = output.every ?? 60_000;
  const timeoutMs = output.timeout ?? Math.min(10_000, everyMs);
  const rules = alertRules(output, everyMs);
  const timeout = find(merged, ["timeout"]);
  if (timeout && timeoutMs > everyMs)
    report.warning(timeout.at, "is longer than `every`: a run that takes this long makes the next one late");
  const flap = find(merged, ["flap"]);
  if (flap && rules.flap.leave >= rules.flap.enter)
    report.error(flap.at, `leave (${rules.flap.leave}) must be less than enter (${rules.flap.enter})`);
  return { everyMs, timeoutMs, notify: output.notify ?? [], rules };
};

const alertRules = (settings: Settings, everyMs: number): AlertRules => {
  const { confirm = {}, recheck = 10_000, remind = "none", flap = {} } = settings;
  const down = confirmation(confirm.down ?? 2);
  return {
    confirm: {
      down: { ...down, forMs: Math.max(down.forMs, confirm.for ?? 0) },
      up: confirmation(confirm.up ?? 1),
    },
    recheckMs: recheck === "none" ? everyMs : Math.min(recheck, everyMs),
    ...(remind !== "none" && { remindMs: remind }),
    flap: { windowMs: flap.window ?? 1_800_000, enter: flap.enter ?? 6, leave: flap.leave ?? 2 },
  };
};

const confirmation = (input: ConfirmationInput): Confirmation => {
  if (typeof input === "number") return { count: input, of: input, forMs: 0 };
  if (typeof input === "string") return { ...parseCountOf(input), forMs: 0 };
  const { count = 1, of = count } = input;
  return { count, of, forMs: input.for ?? 0 };
};
