import { expect, it } from "vitest";
import * as fc from "fast-check";
import { stringify } from "yaml";
import { loadYaml } from "../../test/support/load-yaml.ts";
import { parseDateTime } from "./date-time.ts";
import { findStrays, trimStrays } from "../core/stray-characters.ts";

/** Words of the language, so that random files get far. */
const word = fc.constantFrom(
  "checks",
  "channels",
  "groups",
  "defaults",
  "maintenance",
  "id",
  "type",
  "ping",
  "bell",
  "url",
  "every",
  "notify",
  "team",
  "confirm",
  "down",
  "up",
  "for",
  "3 of 5",
  "30s",
  "https://a.example/",
  "expect",
  "latency",
  "fail",
  "status",
  "token",
  "password",
  "headers",
  "Authorization",
  "timezone",
  "UTC",
  "<<",
  "${A}",
  "${B:-x}",
  "${file:f}",
  "${",
  "from",
  "until",
  "2026-11-22",
  "cron",
  "duration",
  "fallback",
  "group",
  "__proto__",
  "constructor",
);

const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    word,
    fc.oneof(fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.string({ unit: "binary" })),
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(fc.oneof(word, fc.string()), tie("tree"), { maxKeys: 6 }),
  ),
}));

const outside = { env: { A: "value of a" }, files: { "/etc/hinomi/f": "value of f" } };

it("never throws and gives either a configuration or an error, whatever the bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const loaded = loadYaml(Buffer.from(bytes).toString("utf8"), outside);
      expect(loaded.config !== undefined).toBe(loaded.problems.every(({ level }) => level === "warning"));
    }),
    { numRuns: 500 },
  );
});

it("never throws, whatever marks of YAML stand together", () => {
  const marks = fc.constantFrom(
    ..."-:?[]{},&*!|>'\"%@`#~ \n\t$<".split(""),
    "checks",
    "a",
    "<<",
    "${A}",
    "&a ",
    "*a",
  );
  fc.assert(
    fc.property(fc.array(marks, { maxLength: 60 }), (parts) => {
      expect(loadYaml(parts.join(""), outside).problems).toBeInstanceOf(Array);
    }),
    { numRuns: 1000 },
  );
});

it("never throws on well-formed YAML, and its problems are sorted and stand inside the file", () => {
  fc.assert(
    fc.property(fc.dictionary(word, tree), (value) => {
      const text = stringify(value);
      const { problems } = loadYaml(text, outside);
      const lines = text.split("\n");
      for (const { line, column } of problems) {
        expect(line).toBeLessThanOrEqual(lines.length);
        expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1);
      }
      const places = problems.map(({ line, column }) => line * 1e6 + column);
      expect(places).toEqual(places.toSorted((left, right) => left - right));
    }),
    { numRuns: 500 },
  );
});

it.each([
  ["deep lists", `checks: ${"[".repeat(5000)}${"]".repeat(5000)}`],
  ["deep maps", `checks: ${"{a: ".repeat(3000)}1${"}".repeat(3000)}`],
  ["unclosed depth", "[".repeat(50_000)],
  [
    "aliases of aliases",
    `a: &a0 [x]\n${Array.from({ length: 30 }, (_, n) => `b${n}: &a${n + 1} [*a${n},*a${n},*a${n}]`).join("\n")}\nchecks: []`,
  ],
])("gives up on a bomb with an error: %s", (_, text) => {
  const { config, problems } = loadYaml(text);
  expect(config).toBeUndefined();
  expect(problems.length).toBeGreaterThan(0);
});

it("never shows a resolved secret, wherever it stands and whatever is wrong there", () => {
  const canary = fc
    .tuple(
      fc.stringMatching(/^[A-Za-z0-9"'\\%&{}<>:,#[\]*!|$ ./-]{0,20}$/),
      fc.integer({ min: 1e9, max: 1e12 }),
    )
    .map(([noise, number]) => `c${noise}${number}`);
  const place = fc.constantFrom(
    "${CANARY}",
    "a ${CANARY}",
    "${CANARY} b",
    "${file:canary}",
    "https://u:${CANARY}@h/",
  );
  fc.assert(
    fc.property(
      canary,
      fc.array(place, { minLength: 1, maxLength: 3 }),
      tree,
      word,
      (secret, places, value, key) => {
        // Every text of a random file becomes a reference, and so do the options of a real check and channel.
        let at = 0;
        const place = () => places[at++ % places.length];
        const next = () => JSON.stringify(place());
        const random = JSON.stringify(value ?? "x", (_, inner) =>
          typeof inner === "string" ? place() : inner,
        );
        const text = `"${key}2": ${random}
title: ${next()}
timezone: ${next()}
locale: ${next()}
store: ${next()}
connectivity: [${next()}]
defaults: { every: ${next()}, notify: [${next()}] }
channels: { team: { type: bell, password: ${next()}, fallback: ${next()} }, b: { type: ${next()} } }
checks:
  - { id: ${next()}, type: ping, url: ${next()}, method: ${next()}, token: ${next()}, port: ${next()} }
  - { id: b, type: ping, url: ${next()}, group: ${next()}, headers: { Authorization: ${next()} }, every: ${next()} }
  - { id: c, type: ping, url: "https://a.example/", ca: ${next()} }
  - { id: d, type: ping, url: "https://\${NUMBER}/", method: HEAD, expect: { json: [] } }
  - { id: e, type: ${next()} }
maintenance: [{ id: m, cron: ${next()}, duration: ${next()}, timezone: ${next()}, checks: [${next()}] }]
`;
        const number = secret.replace(/^.*?(\d+)$/s, "$1");
        const { problems } = loadYaml(text, {
          env: { CANARY: secret, NUMBER: `h${number}` },
          files: { "/etc/hinomi/canary": secret },
        });
        expect(problems.length).toBeGreaterThan(5);
        const shown = JSON.stringify(problems);
        expect(shown).not.toContain(number);
      },
    ),
    { numRuns: 200 },
  );
});

it("leaves no stray character at the ends, and reports each one that it cut", () => {
  const strays = fc.string({
    unit: fc.constantFrom(" ", "\n", "\t", "\u00A0", "\u200B", "\uFEFF", "\u3000", "\u2060"),
  });
  fc.assert(
    fc.property(strays, fc.stringMatching(/^[a-z]([a-z ]*[a-z])?$/), strays, (before, inner, after) => {
      const { text, cut } = trimStrays(before + inner + after);
      expect(text).toBe(inner);
      expect(cut).toHaveLength(before.length + after.length);
      expect(findStrays(text).every(({ kind }) => kind === "space")).toBe(true);
    }),
  );
});

it("reads a wall clock's time as the instant at which the zone shows it", () => {
  const zone = fc.constantFrom(
    "UTC",
    "Asia/Tokyo",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
  );
  fc.assert(
    fc.property(
      zone,
      fc.date({ min: new Date("2000-01-01"), max: new Date("2037-12-31"), noInvalidDate: true }),
      (timeZone, date) => {
        const shown = (at: Date) =>
          at.toLocaleString("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" });
        const parsed = parseDateTime(shown(date), timeZone);
        expect(shown(new Date(parsed ?? 0))).toBe(shown(date));
      },
    ),
  );
});

it.each([
  ["2026-11-22T22:00+0900", Date.UTC(2026, 10, 22, 13)],
  ["2026-11-22T22:00:15.5-05:30", Date.UTC(2026, 10, 23, 3, 30, 15)],
  ["2026-03-29T02:30", Date.UTC(2026, 2, 29, 1)],
  ["2026-10-25T02:30", Date.UTC(2026, 9, 25, 0, 30)],
  ["2026-13-01", undefined],
  ["2026-11-22T24:00", undefined],
  ["22:00", undefined],
])("reads %s in Berlin as %s", (text, expected) => {
  expect(parseDateTime(text, "Europe/Berlin")).toBe(expected);
});
