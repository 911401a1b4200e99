import { describe, expect, it } from "vitest";
import { z } from "zod";
import { loadYaml, problemLines } from "../../test/support/load-yaml.ts";
import { defineNotifier } from "../core/notifier.ts";

const lines = (text: string, outside?: Parameters<typeof loadYaml>[1]) =>
  problemLines(loadYaml(text, outside));

/** The problems of one check with these lines besides id, type and url; the first of them is line 5. */
const ofCheck = (more: string) =>
  lines(`checks:
  - id: orders
    type: ping
    url: https://api.example.com/
    ${more}
`);

describe("of syntax", () => {
  it.each([
    ["", ["1:1 error the file must be a map that has at least `checks:`"]],
    ["just text", ["1:1 error the file must be a map that has at least `checks:`"]],
    ["title: x", ["1:1 error checks: is missing"]],
    [
      "checks: [",
      [
        "1:10 error is not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]",
      ],
    ],
    ["checks: []\n---\nchecks: []", ["2:1 error is not valid YAML: only one YAML document is allowed"]],
    ["checks: []\ntitle: a\ntitle: b", ['3:1 error title: the key "title" stands twice in this map']],
    ["checks: []\ntitle: !secret x", ["2:8 error is not supported here: Unresolved tag: !secret"]],
    [
      "checks: []\ntitle: *x",
      [
        "2:8 error title: there is no anchor &x before this alias",
        "2:8 error title: must be text, found nothing",
      ],
    ],
    ["checks: []\n? [a]\n: b", ['2:3 error ["?"]: a key must be text']],
    [
      "checks: &x [*x]",
      ["1:13 error checks[0]: *x contains itself", "1:13 error checks[0]: must be a map, found nothing"],
    ],
    ["checks: []\n<<: 3", ['2:1 error ["<<"]: << needs a map or a list of maps']],
  ])("%j", (text, expected) => {
    expect(lines(text)).toEqual(expected);
  });
});

describe("of the file", () => {
  it.each([
    [
      "tittle: x",
      '1:1 error tittle: unknown key "tittle", did you mean "title"? known: $schema, title, timezone, locale, location, server, store, retention, concurrency, connectivity, defaults, groups, channels, checks, sinks, pages, maintenance',
    ],
    [
      "timezone: Asia/Tokio",
      '1:11 error timezone: must be an IANA time zone such as Asia/Tokyo or UTC, found "Asia/Tokio", did you mean "Asia/Tokyo"?',
    ],
    ["locale: jp", '1:9 error locale: must be one of en, ja, found "jp", did you mean "ja"?'],
    ["title:", "1:7 error title: must be text, found nothing"],
    ["server: { port: 99999 }", "1:17 error server.port: must be at most 65535, found 99999"],
    ["server: { port: 1.5 }", "1:17 error server.port: must be a whole number, found 1.5"],
    ["server: 8300", "1:9 error server: must be a map, found 8300"],
    [
      "server: { public_url: hinomi }",
      '1:23 error server.public_url: must be an absolute http:// or https:// URL, found "hinomi"',
    ],
    [
      "retention: { minutes: 7d }",
      '1:14 error retention.minutes: unknown key "minutes"; known: runs, hours, days, incidents',
    ],
    ["store: mysql", '1:8 error store: must be sqlite:<path> or memory:, found "mysql"'],
    [
      "connectivity: [1.1.1.1]",
      '1:16 error connectivity[0]: must be a host and a port such as 1.1.1.1:443, found "1.1.1.1"',
    ],
    ["defaults: { every: 10ms }", '1:20 error defaults.every: must be at least 1s, found "10ms"'],
    [
      "defaults: { every: often }",
      '1:20 error defaults.every: must be a duration such as 30s, 5m or 1h30m, found "often"',
    ],
    [
      "defaults: { url: x }",
      '1:13 error defaults.url: unknown key "url"; known: every, timeout, confirm, notify, recheck, remind, flap',
    ],
    [
      "defaults: { confirm: { down: 7 of 5 } }",
      '1:30 error defaults.confirm.down: must not want more outcomes than it looks at, nor none, found "7 of 5"',
    ],
    [
      "defaults: { confirm: { down: often } }",
      '1:30 error defaults.confirm.down: must be a whole number such as 2, or text such as 3 of 5, found "often"',
    ],
    [
      "defaults: { confirm: { down: [2] } }",
      "1:30 error defaults.confirm.down: must be a whole number such as 2, or text such as 3 of 5, found a list",
    ],
    [
      "defaults: { confirm: { down: { cuont: 3 } } }",
      '1:32 error defaults.confirm.down.cuont: unknown key "cuont", did you mean "count"? known: count, of, for',
    ],
    ["defaults: { notify: team }", '1:21 error defaults.notify: must be a list, found "team"'],
    [
      "groups: { Big APIs: {} }",
      '1:11 error groups["Big APIs"]: the key must be lower-case letters, digits, - _ and ., at most 64, beginning with a letter or digit, did you mean "big-apis"?',
    ],
  ])("%s", (line, expected) => {
    expect(lines(`${line}\nchecks: []`)).toEqual([expected]);
  });
});

describe("of a check", () => {
  it.each([
    [
      "metod: GET",
      '5:5 error checks[0].metod: unknown key "metod", did you mean "method"? known: url, method, port, token, follow, headers, ca, expect, id, type, title, group, paused, every, timeout, confirm, notify, recheck, remind, flap',
    ],
    [
      "notfy: []",
      '5:5 error checks[0].notfy: unknown key "notfy", did you mean "notify"? known: url, method, port, token, follow, headers, ca, expect, id, type, title, group, paused, every, timeout, confirm, notify, recheck, remind, flap',
    ],
    [
      "method: PSOT",
      '5:13 error checks[0].method: must be one of GET, HEAD, POST, found "PSOT", did you mean "POST"?',
    ],
    [
      "expect: { latency: { fial: 2s } }",
      '5:26 error checks[0].expect.latency.fial: unknown key "fial", did you mean "fail"? known: warn, fail',
    ],
    [
      "expect: { latency: { fail: 2 s } }",
      '5:32 error checks[0].expect.latency.fail: must be a duration such as 30s, 5m or 1h30m, found "2 s"',
    ],
    [
      "expect: { status: 2yy }",
      '5:23 error checks[0].expect.status: must be a status such as 200 or 2xx, found "2yy"',
    ],
    ["expect: { status: true }", "5:23 error checks[0].expect.status: must be a number or text, found true"],
    ["expect: { json: [{ eq: 0 }] }", "5:22 error checks[0].expect.json[0].path: is missing"],
    ["headers: { X-Build: 7 }", "5:25 error checks[0].headers.X-Build: must be text, found 7"],
    ["group: apis", '5:12 error checks[0].group: unknown group "apis"; there are none'],
    ["notify: [team]", '5:14 error checks[0].notify[0]: unknown channel "team"; there are none'],
    ["flap: { enter: 2, leave: 2 }", "5:11 error checks[0].flap: leave (2) must be less than enter (2)"],
    ["paused: maybe", '5:13 error checks[0].paused: must be true or false, found "maybe"'],
  ])("%s", (line, expected) => {
    expect(ofCheck(line)).toEqual([expected]);
  });

  it("without id, type or a required option", () => {
    expect(lines("checks:\n  - type: ping\n  - id: a\n  - word")).toEqual([
      "2:5 error checks[0].id: is missing",
      "2:5 error checks[0].url: is missing",
      "3:5 error checks[1].type: is missing",
      '4:5 error checks[2]: must be a map, found "word"',
    ]);
  });

  it("of a type that does not exist", () => {
    expect(lines("checks:\n  - { id: a, type: pingg }\n  - { id: b, type: github-commits }")).toEqual([
      '2:20 error checks[0].type: unknown check type "pingg", did you mean "ping"? known: ping',
      '3:20 error checks[1].type: unknown check type "github-commits"; known: ping',
    ]);
  });

  it("whose id is taken, or no id", () => {
    const [a, b, c] = ["a", "a", "Orders API"].map(
      (id) => `  - { id: ${id}, type: ping, url: "https://a.example/" }`,
    );
    expect(lines(["checks:", a, b, c].join("\n"))).toEqual([
      '3:11 error checks[1].id: the id "a" is taken by checks[0] already',
      '4:11 error checks[2].id: must be lower-case letters, digits, - _ and ., at most 64, beginning with a letter or digit, found "Orders API", did you mean "orders-api"?',
    ]);
  });

  it("that its type refuses, at its id", () => {
    expect(ofCheck("method: HEAD\n    expect: { json: [] }")).toEqual([
      "2:9 error checks[0].id: HEAD has no body for expect.json at https://api.example.com/",
    ]);
  });

  it("whose timeout is longer than its interval, as a warning where the timeout stands", () => {
    const text = `defaults: { timeout: 30s }
checks:
  - { id: a, type: ping, url: "https://a.example/", every: 10s }
`;
    expect(lines(text)).toEqual([
      "1:22 warning defaults.timeout: is longer than `every`: a run that takes this long makes the next one late",
    ]);
  });

  it("that inherits a mistake, where the mistake stands and only once", () => {
    const text = `groups: { g: { flap: { enter: 3, leave: 5 } } }
checks:
  - { id: a, type: ping, url: "https://a.example/", group: g }
  - { id: b, type: ping, url: "https://a.example/", group: g }
`;
    expect(lines(text)).toEqual(["1:22 error groups.g.flap: leave (5) must be less than enter (3)"]);
  });
});

describe("of a value that may be of several kinds", () => {
  const to = z.union([z.union([z.literal("all"), z.email()]), z.array(z.string()).min(1)]);
  const mail = defineNotifier({
    type: "mail",
    summary: "Has a union in a union",
    options: z.strictObject({ to }),
    open: () => ({ idempotent: true, deliver: async () => ({ kind: "delivered" }) }),
  });

  it.each([
    ["", "1:16 error channels.a.to: is missing"],
    [", to: 5", "1:34 error channels.a.to: must be all or text or a list, found 5"],
    [", to: []", "1:34 error channels.a.to: must not be empty"],
    [", to: someone", '1:34 error channels.a.to: must be an e-mail address, found "someone"'],
  ])("{ type: mail%s }", (more, expected) => {
    const text = `channels: { a: { type: mail${more} } }\ndefaults: { notify: [a] }\nchecks: []`;
    expect(lines(text, { catalogue: { checkTypes: [], notifiers: [mail], sinks: [] } })).toEqual([expected]);
  });
});

describe("of channels and references", () => {
  it("names every reference that leads nowhere", () => {
    const text = `channels:
  team: { type: bell, fallback: sparee }
  spare: { type: bel }
defaults: { notify: [teem] }
groups: { apis: { notify: [spare] } }
checks: [{ id: orders, type: ping, url: "https://a.example/", group: apiss, notify: [nobody] }]
maintenance: [{ id: m, cron: "0 3 * * *", duration: 1h, checks: [order] }]
`;
    expect(lines(text)).toEqual([
      '2:3 warning channels.team: nothing notifies the channel "team": name it in a `notify` list',
      '2:33 error channels.team.fallback: unknown channel "sparee", did you mean "spare"? known: team, spare',
      '3:18 error channels.spare.type: unknown channel type "bel", did you mean "bell"? known: bell',
      '4:22 error defaults.notify[0]: unknown channel "teem", did you mean "team"? known: team, spare',
      '6:70 error checks[0].group: unknown group "apiss", did you mean "apis"? known: apis',
      '6:86 error checks[0].notify[0]: unknown channel "nobody"; known: team, spare',
      '7:15 warning maintenance[0]: the window "m" covers no check',
      '7:66 error maintenance[0].checks[0]: unknown check or group "order", did you mean "orders"? known: orders, apis',
    ]);
  });

  it("finds fallbacks that go round", () => {
    const text = `channels:
  a: { type: bell, fallback: b }
  b: { type: bell, fallback: c }
  c: { type: bell, fallback: b }
defaults: { notify: [a] }
checks: []
`;
    expect(lines(text)).toEqual([
      "3:30 error channels.b.fallback: fallbacks go round in a ring: b -> c -> b",
    ]);
  });

  it("tells what a notifier refuses at the channel's name", () => {
    expect(
      lines("channels: { a: { type: bell, to: nobody } }\ndefaults: { notify: [a] }\nchecks: []"),
    ).toEqual(["1:13 error channels.a: nobody cannot be told"]);
  });
});

describe("of maintenance", () => {
  it.each([
    [
      "from: 2026-11-22T22:00, until: 2026-11-22T21:00",
      "1:55 error maintenance[0].until: must be later than `from`",
    ],
    [
      "from: 2026-01-01, until: 2026-03-01",
      "1:49 error maintenance[0].until: must be at most 31d after `from`",
    ],
    [
      "from: tomorrow, until: 2026-03-01",
      '1:30 error maintenance[0].from: must be a date and time such as 2026-11-22T22:00 or 2026-11-22T22:00+09:00, found "tomorrow"',
    ],
    [
      "from: 2026-02-30, until: 2026-03-01",
      '1:30 error maintenance[0].from: must be a date and time such as 2026-11-22T22:00 or 2026-11-22T22:00+09:00, found "2026-02-30"',
    ],
    ["from: 2026-03-01", "1:15 error maintenance[0].until: is missing"],
    [
      'cron: "0 3 * *", duration: 1h',
      '1:30 error maintenance[0].cron: must be a cron expression such as "0 3 * * sun", found "0 3 * *"',
    ],
    [
      'cron: "0 3 * * *", duration: 8d',
      '1:53 error maintenance[0].duration: must be between 1m and 7d, found "8d"',
    ],
    [
      "from: 1969-12-01, until: 1969-12-02",
      "1:49 warning maintenance[0].until: lies in the past: this window can go",
    ],
  ])("%s", (window, expected) => {
    expect(lines(`maintenance: [{ id: m, ${window} }]\nchecks: []`)).toContain(expected);
  });
});
