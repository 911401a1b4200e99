import type { ChannelConfig } from "../core/config.ts";
import type { Channel } from "../core/notifier.ts";
import { channelFields, channelGroupSchema } from "./file-schema.ts";
import { canonical, fingerprint } from "./fingerprint.ts";
import { entriesOf, find, pick, textAt, toPlain, type Entry, type LocatedMap } from "./located.ts";
import { describeError, pluginOf } from "./plugins.ts";
import { createFileReader, type Surroundings } from "./surroundings.ts";
import { validateLocated } from "./validate-located.ts";

const fieldNames = Object.keys(channelFields);

/** Every channel of the file that has no error. Errors are reported. */
export const buildChannels = (from: Surroundings): readonly ChannelConfig[] =>
  [...entriesOf(find(from.root, ["channels"]))]
    .map(([id, entry]) => buildChannel(id, entry, from))
    .filter((channel) => channel !== undefined);

const buildChannel = (id: string, { keyAt, value }: Entry, from: Surroundings): ChannelConfig | undefined => {
  if (value.kind !== "map") return undefined;
  const { report, catalogue, clock, env, redact } = from;
  const notifier = pluginOf(value, catalogue.notifiers, "channel type", report);
  const own = pick(value, (key) => !fieldNames.includes(key));
  const options = notifier && validateLocated(notifier.options, own, report, fieldNames);
  const noGroup: LocatedMap = { ...value, entries: new Map() };
  const group = validateLocated(channelGroupSchema, find(value, ["group"]) ?? noGroup, report)?.output;
  if (!options || !group) return undefined;
  const plain = toPlain(options.input);
  const { readFile, contents } = createFileReader(from);
  const open = () => notifier.open(plain, { clock, env, readFile, redact, channelId: id });
  try {
    discard(open());
  } catch (error) {
    report.error(keyAt, describeError(error, redact));
    return undefined;
  }
  const fallback = textAt(value, "fallback");
  const described = {
    id,
    type: notifier.type,
    title: textAt(value, "title") ?? id,
    ...(fallback !== undefined && { fallback }),
    group: { waitMs: group.wait ?? 10_000, storm: group.storm ?? 5 },
  };
  return { ...described, fingerprint: fingerprint(canonical([described, plain, contents])), open };
};

/** A channel that was opened only to see that it can be. */
const discard = (channel: Channel): void => {
  channel.close?.().catch(() => undefined);
};
