import { expect, it } from "vitest";
import { loadYaml, problemLines } from "../../test/support/load-yaml.ts";

const check = (more = "") => `
checks:
  - id: orders
    type: ping
    url: https://api.example.com/health
${more}`;

const configOf = (text: string, outside?: Parameters<typeof loadYaml>[1]) => {
  const { config, problems } = loadYaml(text, outside);
  expect(problems.filter(({ level }) => level === "error")).toEqual([]);
  if (!config) throw new Error("no configuration");
  return config;
};

it("fills in every default", () => {
  const { checks, secrets, timezone, ...rest } = configOf(check());
  expect(rest).toEqual({
    title: "Hinomi",
    locale: "en",
    location: "default",
    server: { host: "127.0.0.1", port: 8300 },
    store: "sqlite:/etc/hinomi/hinomi.db",
    retention: {
      runs: 30 * 86_400_000,
      hours: 400 * 86_400_000,
      days: 3650 * 86_400_000,
      incidents: 3650 * 86_400_000,
    },
    concurrency: { total: 1000, perHost: 20, workers: 0 },
    connectivity: [],
    channels: [],
    maintenance: [],
    sinks: [],
    pages: [],
  });
  expect(timezone).toBe(new Intl.DateTimeFormat().resolvedOptions().timeZone);
  expect(secrets).toEqual([]);
  expect(checks).toEqual([
    {
      id: "orders",
      type: "ping",
      title: "orders",
      target: "GET https://api.example.com/health",
      host: "api.example.com",
      everyMs: 60_000,
      timeoutMs: 10_000,
      paused: false,
      notify: [],
      rules: {
        confirm: { down: { count: 2, of: 2, forMs: 0 }, up: { count: 1, of: 1, forMs: 0 } },
        recheckMs: 10_000,
        flap: { windowMs: 1_800_000, enter: 6, leave: 2 },
      },
      fingerprint: expect.stringMatching(/^[\w-]{27}$/),
      probe: expect.any(Function),
    },
  ]);
});

it("reads everything that a file can say", () => {
  const config = configOf(`
title: 火の見
timezone: Asia/Tokyo
locale: ja
location: tokyo-1
server: { host: 0.0.0.0, port: 80, public_url: https://hinomi.example.com/ }
store: "memory:"
retention: { runs: 1w }
concurrency: { total: 5, per_host: 1 }
connectivity: ["1.1.1.1:443", "[2606:4700::1111]:443"]
channels:
  team: { type: bell, title: The team, fallback: spare, group: { wait: 0s, storm: 3 } }
  spare: { type: bell }
groups: { apis: { title: APIs } }
checks: []
`);
  expect(config).toMatchObject({
    title: "火の見",
    timezone: "Asia/Tokyo",
    locale: "ja",
    location: "tokyo-1",
    server: { host: "0.0.0.0", port: 80, publicUrl: "https://hinomi.example.com" },
    store: "memory:",
    retention: { runs: 7 * 86_400_000, hours: 400 * 86_400_000 },
    concurrency: { total: 5, perHost: 1 },
    connectivity: ["1.1.1.1:443", "[2606:4700::1111]:443"],
    channels: [
      { id: "team", type: "bell", title: "The team", fallback: "spare", group: { waitMs: 0, storm: 3 } },
      { id: "spare", title: "spare", group: { waitMs: 10_000, storm: 5 } },
    ],
  });
  expect(config.channels[0]?.open().idempotent).toBe(true);
});

it("inherits from defaults and the group: scalars and lists are replaced, maps are merged", () => {
  const { checks } = configOf(`
channels: { a: { type: bell }, b: { type: bell } }
defaults: { every: 30s, timeout: 5s, notify: [a], confirm: { down: 3 of 5, up: 2 }, flap: { enter: 9 } }
groups:
  apis: { title: APIs, every: 20s, notify: [b], confirm: { for: 2m }, remind: 1h, flap: { leave: 1 } }
checks:
  - { id: plain, type: ping, url: "https://a.example/" }
  - { id: grouped, type: ping, url: "https://a.example/", group: apis }
  - id: own
    type: ping
    url: https://a.example/
    group: apis
    title: Own
    paused: true
    every: 5s
    timeout: 4s
    recheck: 1s
    remind: none
    notify: []
    confirm: { down: 4, up: { count: 2, of: 3, for: 10s } }
`);
  expect(checks[0]).toMatchObject({
    everyMs: 30_000,
    timeoutMs: 5000,
    notify: ["a"],
    rules: {
      confirm: { down: { count: 3, of: 5, forMs: 0 }, up: { count: 2, of: 2, forMs: 0 } },
      flap: { enter: 9, leave: 2 },
    },
  });
  expect(checks[0]).not.toHaveProperty("group");
  expect(checks[1]).toMatchObject({
    group: "APIs",
    everyMs: 20_000,
    notify: ["b"],
    rules: {
      confirm: { down: { count: 3, of: 5, forMs: 120_000 }, up: { count: 2 } },
      remindMs: 3_600_000,
      flap: { enter: 9, leave: 1 },
    },
  });
  expect(checks[2]).toMatchObject({
    title: "Own",
    paused: true,
    everyMs: 5000,
    timeoutMs: 4000,
    notify: [],
    rules: {
      confirm: { down: { count: 4, of: 4, forMs: 120_000 }, up: { count: 2, of: 3, forMs: 10_000 } },
      recheckMs: 1000,
    },
  });
  expect(checks[2]?.rules).not.toHaveProperty("remindMs");
});

it("shortens the default timeout and re-check to a short interval", () => {
  const [first] = configOf(check("    every: 2s")).checks;
  expect(first).toMatchObject({ timeoutMs: 2000, rules: { recheckMs: 2000 } });
});

it("lets a failure be confirmed by time alone", () => {
  const [first] = configOf(check("    confirm: { down: { for: 2m } }")).checks;
  expect(first?.rules.confirm.down).toEqual({ count: 1, of: 1, forMs: 120_000 });
});

it("knows anchors, aliases and merge keys", () => {
  const { checks } = configOf(`
checks:
  - &first { id: a, type: ping, url: "https://a.example/", every: 10s }
  - { <<: *first, id: b, every: 20s }
`);
  expect(checks.map(({ id, everyMs, target }) => [id, everyMs, target])).toEqual([
    ["a", 10_000, "GET https://a.example/"],
    ["b", 20_000, "GET https://a.example/"],
  ]);
});

it("changes the fingerprint with everything that matters and with nothing else", () => {
  const print = (more: string, secret = "one1", pem = "pem") =>
    configOf(check(`    headers: { X-Key: "\${KEY}" }\n    ca: ca.pem\n${more}`), {
      env: { KEY: secret },
      files: { "/etc/hinomi/ca.pem": pem },
    }).checks[0]?.fingerprint;
  const base = print("");
  expect(print("    # a comment\n")).toBe(base);
  expect(print("    every: 60s\n")).toBe(base);
  const changed = [
    print("    every: 61s\n"),
    print("    title: New\n"),
    print("", "two2"),
    print("", "one1", "new"),
  ];
  expect(new Set([base, ...changed]).size).toBe(5);
});

it("reads windows in the file's time zone, in their own, and by cron", () => {
  const { maintenance } = configOf(
    `
timezone: Asia/Tokyo
groups: { apis: {} }
maintenance:
  - { id: move, from: 2026-11-22 22:00, until: 2026-11-23T01:00, checks: [apis, lone] }
  - { id: utc, title: By offset, from: "2026-11-22T22:00Z", until: "2026-11-23T00:00:30+01:00" }
  - { id: weekly, cron: "0 3 * * sun", duration: 90m }
  - { id: there, cron: "0 3 * * *", duration: 1h, timezone: Europe/Berlin }
checks:
  - { id: a, type: ping, url: "https://a.example/", group: apis }
  - { id: b, type: ping, url: "https://a.example/", group: apis }
  - { id: lone, type: ping, url: "https://a.example/" }
`,
  );
  expect(maintenance).toEqual([
    {
      id: "move",
      title: "move",
      checks: ["a", "b", "lone"],
      when: { kind: "once", from: Date.UTC(2026, 10, 22, 13), until: Date.UTC(2026, 10, 22, 16) },
    },
    {
      id: "utc",
      title: "By offset",
      checks: [],
      when: { kind: "once", from: Date.UTC(2026, 10, 22, 22), until: Date.UTC(2026, 10, 22, 23, 0, 30) },
    },
    {
      id: "weekly",
      title: "weekly",
      checks: [],
      when: { kind: "cron", cron: "0 3 * * sun", timezone: "Asia/Tokyo", durationMs: 5_400_000 },
    },
    {
      id: "there",
      title: "there",
      checks: [],
      when: { kind: "cron", cron: "0 3 * * *", timezone: "Europe/Berlin", durationMs: 3_600_000 },
    },
  ]);
});

it("keeps the configuration when there are only warnings", () => {
  const loaded = loadYaml(check("channels: { lonely: { type: bell } }"));
  expect(problemLines(loaded)).toEqual([
    '6:13 warning channels.lonely: nothing notifies the channel "lonely": name it in a `notify` list',
  ]);
  expect(loaded.config).toBeDefined();
});

it("reads a file that begins with a byte order mark and has Windows line ends", () => {
  const loaded = loadYaml(`\uFEFF${check("    metod: GET").trimStart()}`.replaceAll("\n", "\r\n"));
  expect(problemLines(loaded)[0]).toMatch(
    /^5:5 error checks\[0\]\.metod: unknown key "metod", did you mean "method"\?/,
  );
});
