import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Terminal, UsageError } from "../command.ts";

const pushPath = /\/api\/v1\/checks\/([^/]+)\/readings$/;
const idPattern = /^[a-z0-9][a-z0-9\-_.]{0,63}$/;

interface Address {
  /** Without user, password and query: where the push goes. */
  readonly url: string;
  readonly check: string;
  /** What stands behind the address. */
  readonly rest: readonly string[];
}

const withoutEnd = (url: URL): string => `${url.origin}${url.pathname.replace(/\/+$/, "")}`;

/**
 * `SERVER CHECK …` or the whole address of a check's readings.
 * @throws {UsageError} when it is neither
 */
export const parseAddress = ([server, ...words]: readonly string[]): Address => {
  const url = URL.parse(server ?? "");
  if (!url || !/^https?:$/.test(url.protocol))
    throw new UsageError("say where to: hinomi push http://SERVER:PORT CHECK NAME=VALUE");
  const [, whole] = pushPath.exec(url.pathname) ?? [];
  if (whole !== undefined) return { url: withoutEnd(url), check: whole, rest: words };
  const [check, ...rest] = words;
  if (check === undefined || !idPattern.test(check))
    throw new UsageError("say which check: hinomi push SERVER CHECK NAME=VALUE");
  return { url: `${withoutEnd(url)}/api/v1/checks/${check}/readings`, check, rest };
};

const decimal = /^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$/i;

/**
 * `backups=3 size=1e9` as numbers by name.
 * @throws {UsageError} that names the first word that is not so
 */
export const parseReadings = (words: readonly string[]): Readonly<Record<string, number>> => {
  const readings: Record<string, number> = {};
  for (const word of words) {
    const [, name = "", value = ""] = /^([a-z][a-z0-9_]*)=(.*)$/s.exec(word) ?? [];
    if (name === "") throw new UsageError(`"${word}" is no reading: write NAME=VALUE, such as backups=3`);
    if (!decimal.test(value) || !Number.isFinite(Number(value)))
      throw new UsageError(`"${word}" has no number behind =: write it with a decimal point`);
    if (Object.hasOwn(readings, name)) throw new UsageError(`${name} is given twice`);
    readings[name] = Number(value);
  }
  return readings;
};

/**
 * The token of the check, or one of the API: from a file, else from the environment.
 * @throws {UsageError} when there is none
 */
export const readToken = (file: string | undefined, { env, cwd }: Terminal): string => {
  const found =
    file === undefined ? (env["HINOMI_PUSH_TOKEN"] ?? "") : readFileSync(resolve(cwd, file), "utf8");
  const token = found.trim();
  if (token === "") throw new UsageError("there is no token: set HINOMI_PUSH_TOKEN or give --token-file");
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new UsageError("the token has a space or a character that no token has");
  return token;
};
