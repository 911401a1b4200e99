import type { Check } from "../core/check.ts";
import type { CheckType, PreparedCheck } from "../core/check-type.ts";
import { checkFields } from "./file-schema.ts";
import { fingerprint } from "./fingerprint.ts";
import { find, itemsOf, pick, textAt, toPlain, type Located, type LocatedMap } from "./located.ts";
import { describeError, pluginOf } from "./plugins.ts";
import type { Report } from "./report.ts";
import { groupAt } from "./references.ts";
import { effectiveSettings } from "./settings.ts";
import { createFileReader, type Surroundings } from "./surroundings.ts";
import { validateLocated } from "./validate-located.ts";

const fieldNames = Object.keys(checkFields);

/** Every check of the file that has no error. Errors are reported. */
export const buildChecks = (from: Surroundings): readonly Check[] => {
  const maps = itemsOf(find(from.root, ["checks"])).filter((item) => item.kind === "map");
  reportDuplicates(maps, from.report);
  return maps.map((map) => buildCheck(map, from)).filter((check) => check !== undefined);
};

/** Reports every id in a list of maps that an earlier one has. */
export const reportDuplicates = (maps: readonly LocatedMap[], report: Report): void => {
  const first = new Map<string, Located>();
  for (const map of maps) {
    const id = find(map, ["id"]);
    const name = textAt(id);
    if (!id || name === undefined) continue;
    const before = first.get(name);
    if (before)
      report.error(id.at, `the id "${name}" is taken by ${before.at.path.replace(/\.id$/, "")} already`);
    else first.set(name, id);
  }
};

const buildCheck = (map: LocatedMap, from: Surroundings): Check | undefined => {
  const { report, root, catalogue } = from;
  const group = groupAt(root, textAt(map, "group"));
  const settings = effectiveSettings([find(root, ["defaults"]), group?.value, map], map, report);
  const type = pluginOf(map, catalogue.checkTypes, "check type", report);
  const own = pick(map, (key) => !fieldNames.includes(key));
  const options = type && validateLocated(type.options, own, report, fieldNames);
  const prepared = options && prepare(type, toPlain(options.input), map, from);
  const id = textAt(map, "id");
  if (!settings || !prepared || id === undefined) return undefined;
  const paused = find(map, ["paused"]);
  const described = {
    id,
    type: type.type,
    title: textAt(map, "title") ?? id,
    ...(group && { group: group.title }),
    ...settings,
    paused: paused?.kind === "scalar" && String(paused.value) === "true",
  };
  const { check, files } = prepared;
  return {
    ...described,
    target: check.target,
    ...(check.host !== undefined && { host: check.host }),
    fingerprint: fingerprint([described, toPlain(options.input), files]),
    probe: check.probe,
  };
};

const prepare = (
  type: CheckType,
  options: unknown,
  map: LocatedMap,
  from: Surroundings,
): { readonly check: PreparedCheck; readonly files: unknown } | undefined => {
  const { readFile, contents } = createFileReader(from);
  try {
    const check = type.prepare(options, { env: from.env, readFile, redact: from.redact });
    return { check, files: contents };
  } catch (error) {
    from.report.error((find(map, ["id"]) ?? map).at, describeError(error, from.redact));
    return undefined;
  }
};
