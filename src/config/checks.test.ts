import * as fc from "fast-check";
import { expect, it } from "vitest";
import { stringify } from "yaml";
import { loadYaml, tinyCatalogue } from "../../test/support/load-yaml.ts";
import { systemClock } from "../engine/system-clock.ts";
import { CheckBuilder } from "./checks.ts";
import { readFileTree, type CheckItems } from "./file-tree.ts";
import { loadConfigInSlices, type ConfigInput } from "./load.ts";
import { namesIn } from "./references.ts";

const outside = { env: { EVERY: "30s", PORT: "8443", SECRET: "s3cret-value", FLAG: "true" } };

/** Mostly left out, since a check with one thing wrong says little about the others. */
const maybe = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
const settings = {
  every: maybe(fc.constantFrom("30s", "1m30s", "${EVERY}", "5", "1s", "100ms")),
  timeout: maybe(fc.constantFrom("5s", "2m", "soon")),
  notify: maybe(fc.constantFrom(["team"], ["team", "ops"], ["tem"], [], "team")),
  confirm: maybe(
    fc.constantFrom({ down: 3 }, { down: "3 of 5", up: 2 }, { down: { for: "1m" } }, { dwn: 1 }, null),
  ),
  recheck: maybe(fc.constantFrom("none", "5s")),
  flap: maybe(fc.constantFrom({ enter: 9 }, { enter: 2, leave: 5 })),
};
const check = fc.record(
  {
    id: fc.oneof(
      { weight: 9, arbitrary: fc.stringMatching(/^[a-d]{1,3}$/) },
      { weight: 1, arbitrary: fc.constantFrom("A b", 7, null) },
    ),
    type: fc.constantFrom("ping", "ping", "ping", "ping", "png", 3),
    url: fc.constantFrom("https://a.example/", "https://b.example/x?y=1", "https://${SECRET}/", "b"),
    title: maybe(fc.constantFrom("A title", "", 5)),
    group: maybe(fc.constantFrom("apis", "apis", "api")),
    paused: maybe(fc.constantFrom(true, false, "${FLAG}", "yes")),
    method: maybe(fc.constantFrom("GET", "HEAD", "get")),
    port: maybe(fc.constantFrom(80, "${PORT}", 70_000)),
    ca: maybe(fc.constantFrom("ca.pem", "none.pem")),
    expect: maybe(fc.constantFrom({ status: "2xx" }, { json: [{ path: "$.a", eq: null }] }, { statsu: 200 })),
    metod: maybe(fc.constant("GET")),
    ...settings,
  },
  { requiredKeys: ["id", "type", "url"] },
);
const file = fc.record({
  defaults: maybe(fc.record(settings)),
  groups: fc.constant({ apis: { title: "APIs", every: "45s", notify: ["ops"] } }),
  channels: fc.constant({ team: { type: "bell" }, ops: { type: "bell" } }),
  checks: fc.array(
    fc.oneof({ weight: 30, arbitrary: check }, { weight: 1, arbitrary: fc.constantFrom(null, "x", []) }),
    {
      maxLength: 6,
    },
  ),
});

const inputOf = (text: string): ConfigInput => ({
  file: "/etc/hinomi/hinomi.yaml",
  text,
  env: outside.env,
  readFile: (path) => {
    if (path.endsWith("none.pem")) throw new Error("there is none");
    return "a certificate";
  },
  catalogue: tinyCatalogue,
  clock: systemClock,
  createRedactor: () => (shown) => shown,
});

/** The checks that come of a text, and what is said about them. */
const built = (text: string, view: (items: CheckItems) => CheckItems) => {
  const input = inputOf(text);
  const steps = readFileTree(text, input);
  let step = steps.next();
  while (!step.done) step = steps.next();
  const { tree, report } = step.value;
  if (tree?.root.kind !== "map") throw new Error("no map");
  const from = { ...input, report, redact: String, timezone: "UTC", root: tree.root };
  const names = namesIn(tree.root);
  const builder = new CheckBuilder(from, view(tree.checks), names);
  const checks = Array.from({ length: tree.checks.length }, (_, index) => builder.build(index));
  return {
    checks: checks.map((made) => made && { ...made, probe: undefined }),
    problems: report.problems(String),
    used: [...names.used].sort(),
  };
};

it("makes the same check with and without places", () => {
  let good = 0;
  fc.assert(
    fc.property(file, fc.boolean(), (value, isJson) => {
      const text = isJson ? JSON.stringify(value) : stringify(JSON.parse(JSON.stringify(value)));
      const quick = built(text, (items) => items);
      const located = built(text, (items) => ({ ...items, plain: () => undefined }));
      expect(quick).toEqual(located);
      good += quick.checks.filter((made) => made !== undefined).length;
    }),
    { numRuns: 1000 },
  );
  expect(good).toBeGreaterThan(100);
});

it("says nothing of what a syntax error leaves open, and nothing twice", () => {
  const lines = (more: string) =>
    loadYaml(`title: \${MISSING}\nchecks: []\n${more}`).problems.map(
      ({ line, message }) => `${line} ${message}`,
    );
  expect(lines("")).toEqual(["1 ${MISSING}: the environment variable MISSING is not set"]);
  expect(lines("location: &here tokyo\n")).toEqual(lines(""));
  expect(lines("store: 'x\n")).toEqual([expect.stringMatching(/^4 is not valid YAML/)]);
});

it("shares equal settings, also those that come about in different ways", () => {
  const { config } = loadYaml(`
defaults: { every: 30s }
groups: { apis: { every: 45s } }
checks:
  - { id: a, type: ping, url: "https://a.example/" }
  - { id: b, type: ping, url: "https://a.example/", every: 30s }
  - { id: c, type: ping, url: "https://a.example/", group: apis, every: 30s, recheck: 10s }
  - { id: d, type: ping, url: "https://a.example/", group: apis }
`);
  const [first, ...others] = config?.checks.map(({ rules }) => rules) ?? [];
  expect(others.map((rules) => rules === first)).toEqual([true, true, false]);
  expect(Object.isFrozen(first)).toBe(true);
});

it("leaves out the checks that are not wanted, but not their names", () => {
  const text = `
groups: { apis: {} }
channels: { team: { type: bell } }
maintenance: [{ id: m, cron: "0 3 * * *", duration: 1h, checks: [apis, c] }]
checks:
  - { id: a, type: ping, url: "https://a.example/", group: apis, notify: [team] }
  - { id: b, type: ping, url: "https://a.example/", group: apis }
  - { id: c, type: ping, url: not one }
`;
  const only = (id: string) => id === "b";
  const { config, problems } = loadYaml(text, { only });
  expect(problems).toEqual([]);
  expect(config?.checks.map(({ id }) => id)).toEqual(["b"]);
  expect(config?.maintenance[0]?.checks).toEqual(["a", "b", "c"]);
});

it("reads in slices what it reads in one go, and lets other work between them", async () => {
  const checks = Array.from({ length: 4000 }, (_, index) => ({
    id: `c${index}`,
    type: "ping",
    url: "https://a.example/",
  }));
  const input = inputOf(JSON.stringify({ checks: [...checks, { id: "c7" }] }));
  let turns = 0;
  const turn = setInterval(() => (turns += 1), 0);
  const { problems } = await loadConfigInSlices(input);
  clearInterval(turn);
  expect(problems.map(({ message }) => message)).toContain('the id "c7" is taken by checks[7] already');
  expect(turns).toBeGreaterThan(0);
});
