import { dirname } from "node:path";
import { z } from "zod";
import type { Check } from "../core/check.ts";
import type { CheckType, PreparedCheck } from "../core/check-type.ts";
import type { TakePush } from "../core/push.ts";
import type { CheckItems } from "./file-tree.ts";
import { idPattern } from "./fields.ts";
import { checkFields } from "./file-schema.ts";
import { asText, fingerprint } from "./fingerprint.ts";
import {
  find,
  isPlainMap,
  pick,
  textAt,
  toPlain,
  withoutPlaces,
  type LocatedMap,
  type Place,
} from "./located.ts";
import { describeError, pluginOf } from "./plugins.ts";
import type { Report } from "./report.ts";
import { groupAt, reportCheckReferences, type Names } from "./references.ts";
import { createSettingsShelf, effectiveSettings, settingNames, type SharedSettings } from "./settings.ts";
import { createFileReader, type Surroundings } from "./surroundings.ts";
import { validateLocated } from "./validate-located.ts";

const fieldNames = Object.keys(checkFields);
const fieldSet = new Set(fieldNames);
const checkSchema = z.looseObject(checkFields);

type PlainMap = Readonly<Record<string, unknown>>;

/** What a group and the settings of a check itself come to. */
interface Inherited {
  readonly settings: SharedSettings;
  /** Absent for a check without a group. */
  readonly group: string | undefined;
}

interface BuilderSurroundings extends Surroundings {
  readonly only?: ((id: string) => boolean) | undefined;
}

/**
 * Makes checks of what the file says. A check is first read without places; only one with which anything is not as it
 * should be is read again with them, to say what and where. Both ways end in `#assembled`.
 */
export class CheckBuilder {
  readonly #from: BuilderSurroundings;
  readonly #items: CheckItems;
  readonly #names: Names;
  readonly #types: ReadonlyMap<string, CheckType>;
  readonly #shared = createSettingsShelf();
  /** Many checks have the same host: one text for all of them. */
  readonly #hosts = new Map<string, string>();
  /** By group and own settings; absent where something has to be said about them. */
  readonly #inherited = new Map<string, Inherited | undefined>();

  constructor(from: BuilderSurroundings, items: CheckItems, names: Names) {
    this.#from = from;
    this.#items = items;
    this.#names = names;
    this.#types = new Map(from.catalogue.checkTypes.map((type) => [type.type, type]));
  }

  /** The check at this place of the file; absent when it is not wanted, or has errors, which are reported. */
  build(index: number): Check | undefined {
    const plain = this.#items.plain(index);
    this.#items.release(index);
    if (isPlainMap(plain) && !this.#isWanted(plain)) return undefined;
    return (isPlainMap(plain) ? this.#buildPlain(plain) : undefined) ?? this.#buildLocated(index);
  }

  #isWanted({ id, notify }: PlainMap): boolean {
    const { only } = this.#from;
    if (!only || typeof id !== "string" || only(id)) return true;
    if (Array.isArray(notify)) for (const channel of notify) this.#names.used.add(String(channel));
    return false;
  }

  /** Absent whenever there is anything to say about the check. */
  #buildPlain(plain: PlainMap): Check | undefined {
    const { id, type: typeName, title = id, paused = false } = plain;
    if (typeof id !== "string" || !idPattern.test(id)) return undefined;
    if (typeof title !== "string" || title.length === 0 || title.length > 200) return undefined;
    if (typeof typeName !== "string" || typeof paused !== "boolean") return undefined;
    const type = this.#types.get(typeName);
    const inherited = type && this.#inheritedBy(plain);
    if (!inherited) return undefined;
    const options = optionsOf(plain);
    const report = createSilentReport();
    try {
      const prepared = prepare(type, options, this.#from, { id, warn: () => report.warning(noPlace, "") });
      if (report.hasErrors()) return undefined;
      return this.#assembled({ ...inherited, ...prepared, id, type, title, paused, options });
    } catch {
      return undefined;
    }
  }

  #assembled(parts: Parts): Check {
    const { host } = parts.check;
    const known = host === undefined ? undefined : (this.#hosts.get(host) ?? host);
    if (known !== undefined) this.#hosts.set(known, known);
    return new ConfiguredCheck(parts, known);
  }

  #inheritedBy(plain: PlainMap): Inherited | undefined {
    const { group } = plain;
    if (group !== undefined && typeof group !== "string") return undefined;
    let key = group === undefined ? "" : `group=${JSON.stringify(group)},`;
    for (const name of settingNames)
      if (plain[name] !== undefined) key += `${name}=${JSON.stringify(plain[name])},`;
    if (this.#inherited.has(key)) return this.#inherited.get(key);
    const made = this.#inherit(plain, group);
    this.#inherited.set(key, made);
    return made;
  }

  #inherit(plain: PlainMap, group: string | undefined): Inherited | undefined {
    const report = createSilentReport();
    const located = withoutPlaces(Object.fromEntries(ownSettings(plain)));
    if (located.kind !== "map") return undefined;
    const own = group === undefined ? located : withGroup(located, group);
    reportCheckReferences(own, this.#names, report);
    const inherited = this.#layered(own, report);
    return report.hasErrors() ? undefined : inherited;
  }

  /** Lays `defaults`, the group and the check over each other. */
  #layered(map: LocatedMap, report: Report): Inherited | undefined {
    const { root } = this.#from;
    const group = groupAt(root, textAt(map, "group"));
    const settings = effectiveSettings([find(root, ["defaults"]), group?.value, map], map, report);
    return settings && { settings: this.#shared(settings), group: group?.title };
  }

  #buildLocated(index: number): Check | undefined {
    const { report, catalogue, redact } = this.#from;
    const map = this.#items.locate(index);
    validateLocated(checkSchema, map, report);
    if (map.kind !== "map") return undefined;
    reportCheckReferences(map, this.#names, report);
    const inherited = this.#layered(map, report);
    const type = pluginOf(map, catalogue.checkTypes, "check type", report);
    const own = pick(map, (key) => !fieldSet.has(key));
    const input = type && validateLocated(type.options, own, report, fieldNames)?.input;
    if (!input) return undefined;
    const options = toPlain(input);
    const place = (find(map, ["id"]) ?? map).at;
    try {
      const warn = (message: string) => report.warning(place, message);
      const id = textAt(map, "id");
      const prepared = prepare(type, options, this.#from, { id, warn });
      if (!inherited || id === undefined) return undefined;
      const title = textAt(map, "title") ?? id;
      const paused = find(map, ["paused"]);
      const isPaused = paused?.kind === "scalar" && String(paused.value) === "true";
      return this.#assembled({ ...inherited, ...prepared, id, type, title, paused: isPaused, options });
    } catch (error) {
      report.error(place, describeError(error, redact));
      return undefined;
    }
  }
}

const ownSettings = (plain: PlainMap): readonly (readonly [string, unknown])[] =>
  settingNames.filter((name) => plain[name] !== undefined).map((name) => [name, plain[name]] as const);

const withGroup = (map: LocatedMap, group: string): LocatedMap => ({
  ...map,
  entries: new Map(map.entries).set("group", { keyAt: map.at, value: withoutPlaces(group) }),
});

const noPlace: Place = { offset: 0, path: "" };

/** For finding out whether there is anything to say. */
const createSilentReport = (): Report => {
  let isEmpty = true;
  const note = () => {
    isEmpty = false;
  };
  return { error: note, warning: note, hasErrors: () => !isEmpty, problems: () => [] };
};

/** What stands beside the fields that every check has. */
const optionsOf = (plain: PlainMap): PlainMap => {
  const options: Record<string, unknown> = {};
  for (const key in plain) if (!fieldSet.has(key)) options[key] = plain[key];
  return options;
};

interface Prepared {
  readonly check: PreparedCheck;
  /** What was in the files that the options name. */
  readonly files: Readonly<Record<string, string>>;
}

/** @throws {Error} when the options cannot work */
const prepare = (
  type: CheckType,
  options: unknown,
  from: Surroundings,
  { id: checkId, warn }: { readonly id?: string | undefined; readonly warn: (message: string) => void },
): Prepared => {
  const { readFile, contents } = createFileReader(from);
  const { env, redact, timezone } = from;
  const folder = dirname(from.file);
  const surroundings = {
    env,
    readFile,
    redact,
    timezone,
    warn,
    folder,
    ...(checkId !== undefined && { checkId }),
  };
  return { check: type.prepare(options, surroundings), files: contents };
};

interface Parts extends Inherited, Prepared {
  readonly id: string;
  readonly type: CheckType;
  readonly title: string;
  readonly paused: boolean;
  readonly options: unknown;
}

/** A class, since its objects take half the memory of those that are put together by spreading. */
class ConfiguredCheck implements Check {
  readonly id: string;
  readonly type: string;
  readonly title: string;
  declare readonly group?: string;
  readonly target: string;
  declare readonly host?: string;
  declare readonly usesLedger?: boolean;
  declare readonly acceptsPush?: (token: string) => boolean;
  declare readonly feed?: NonNullable<Check["feed"]>;
  declare readonly takePush?: TakePush;
  readonly everyMs: number;
  readonly timeoutMs: number;
  readonly paused: boolean;
  readonly notify: readonly string[];
  readonly rules: Check["rules"];
  readonly fingerprint: string;
  readonly probe: Check["probe"];

  constructor({ id, type, title, group, paused, settings, check, options, files }: Parts, host?: string) {
    const described = { id, type: type.type, title, group, paused, options, files };
    this.id = id;
    this.type = type.type;
    this.title = title;
    if (group !== undefined) this.group = group;
    this.target = check.target;
    if (host !== undefined) this.host = host;
    if (check.usesLedger) this.usesLedger = true;
    if (check.acceptsPush) this.acceptsPush = check.acceptsPush;
    if (check.feed) this.feed = check.feed;
    if (check.takePush) this.takePush = check.takePush;
    this.everyMs = settings.everyMs;
    this.timeoutMs = settings.timeoutMs;
    this.paused = paused;
    this.notify = settings.notify;
    this.rules = settings.rules;
    this.fingerprint = fingerprint(asText(described) + settings.text);
    this.probe = check.probe;
  }
}
