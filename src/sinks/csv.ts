import { resolve } from "node:path";
import { z } from "zod";
import { errorText } from "../core/error-text.ts";
import { defineSink, type SinkPoint, type SinkResult } from "../core/sink.ts";
import { size } from "../options/fields.ts";
import { mergeLong } from "./csv/long-layout.ts";
import { readWhole, replaceFile } from "./csv/replace-file.ts";
import { mergeWide } from "./csv/wide-layout.ts";
import { guardSink } from "./outbound/guard-sink.ts";

const options = z.strictObject({
  path: z.string().min(1).meta({ description: "The file, relative to the configuration file" }),
  layout: z.enum(["wide", "long"]).default("wide").meta({
    description: "wide: one line per date, one column per series. long: one line per number",
  }),
  max_size: size().prefault("64MB").meta({ description: "The file never grows beyond this" }),
});

/** A spreadsheet that is saved again and again while we write is tried later. */
const attempts = 3;

/** Writes a file that other programs and people read, too. Contract: docs/sinks/csv.md. */
export const csvSink = defineSink({
  type: "csv",
  summary: "A CSV file, with one line per date or one per number",
  options,
  open: ({ path, layout, max_size: mostBytes }, { folder, redact }) => {
    const file = resolve(folder, path);
    const merge = layout === "wide" ? mergeWide : mergeLong;

    const attempt = async (points: readonly SinkPoint[]): Promise<SinkResult | undefined> => {
      const found = await readWhole(file, mostBytes);
      if (found.isTooLarge) return tooLarge(path);
      const before = decode(found.bytes);
      if (before === undefined)
        return refused(`${path}: the file is not UTF-8 text`, "Save it as UTF-8, or move it away");
      const after = merge(before, points);
      if (typeof after !== "string") return refused(`${path}: ${after.detail}`, after.remedy);
      if (after === before) return { kind: "taken" };
      if (Buffer.byteLength(after) > mostBytes) return tooLarge(path);
      return (await replaceFile(found, after)) ? { kind: "taken" } : undefined;
    };

    const write = async (points: readonly SinkPoint[]): Promise<SinkResult> => {
      try {
        for (let tried = 0; tried < attempts; tried++) {
          const result = await attempt(points);
          if (result) return result;
        }
        return { kind: "failed", detail: `${path}: somebody else is writing the file` };
      } catch (error) {
        return fromFileSystem(path, error);
      }
    };
    // A larger batch costs one rewriting of the file, too.
    return guardSink({ maxPoints: 5000, write }, { secrets: [], redact });
  },
});

const refused = (detail: string, remedy: string): SinkResult => ({ kind: "refused", detail, remedy });

const tooLarge = (path: string): SinkResult =>
  refused(
    `${path}: the file would be larger than max_size`,
    "Raise max_size, write fewer series or longer periods, or name another file",
  );

const decode = (bytes: Uint8Array | undefined): string | undefined => {
  if (!bytes) return "";
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

const remedies: Readonly<Record<string, string>> = {
  EACCES: "Give the user that runs Hinomi the right to write there",
  EPERM: "Give the user that runs Hinomi the right to write there",
  EROFS: "Name a file on a disk that can be written to",
  ENOENT: "Make its folder",
  ENOTDIR: "Name a file in a folder",
  EISDIR: "Name a file, not a folder",
};

const fromFileSystem = (path: string, error: unknown): SinkResult => {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const remedy = remedies[code];
  // The message of the file system names the whole path, of which parts may be secrets.
  const detail = code === "" ? errorText(error) : `${path}: ${code}`;
  return remedy === undefined ? { kind: "failed", detail } : refused(detail, remedy);
};
