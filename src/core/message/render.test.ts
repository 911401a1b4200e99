import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { notificationKinds, type Incident } from "../incident.ts";
import type { IncidentFacts } from "../notification.ts";
import { phaseNames } from "../outcome.ts";
import { reasonCodes, type ReasonCode } from "../reason.ts";
import type { Locale, Message } from "./message.ts";
import { renderMessage } from "./render.ts";

const openedAt = Date.UTC(2026, 10, 22, 3, 1);
const closedAt = openedAt + 8 * 60_000;

const incident: Incident = {
  id: "orders.mh9",
  checkId: "orders",
  severity: "down",
  worst: "down",
  openedAt,
  confirmedAt: openedAt + 10_000,
  reason: { code: "status-mismatch", detail: "status 500 is not 200" },
  judgements: [
    { subject: "latency", expected: "< 2 s", actual: "412 ms", status: "up" },
    {
      subject: "status",
      expected: "200",
      actual: "500",
      status: "down",
      reason: { code: "status-mismatch", detail: "status 500 is not 200" },
    },
    {
      subject: "json $.status",
      expected: "eq 0",
      actual: "-1",
      status: "down",
      reason: { code: "json-mismatch", detail: "-1 is not 0" },
    },
  ],
  readings: [
    { name: "latency", value: 2031.4, unit: "ms" },
    { name: "dns", value: 3.2, unit: "ms" },
    { name: "tls", value: 1904, unit: "ms" },
    { name: "status_code", value: 500, unit: "code" },
  ],
  flapping: false,
};

const facts: IncidentFacts = {
  incident,
  title: "Orders API",
  target: "POST https://api.example.com/health",
  group: "Shop",
  slowPhase: { phase: "tls", ms: 1904, usualMs: 80.3 },
  link: "https://hinomi.example.com/incidents/orders.mh9",
};

const render = (
  kind: (typeof notificationKinds)[number],
  list: readonly IncidentFacts[],
  locale: Locale,
  timezone = "Asia/Tokyo",
) => renderMessage({ kind, facts: list, locale, timezone, now: closedAt, instance: "Hinomi at home" });

const asText = ({ card, note }: { readonly card: Message; readonly note: string }): string =>
  [
    card.headline,
    card.summary,
    ...card.fields.map(({ label, value }) => `- ${label}: ${value}`),
    ...(card.link ? [`-> ${card.link.label}`] : []),
    `thread: ${note}`,
  ].join("\n");

const closed = (because: "recovered" | "removed"): IncidentFacts => ({
  ...facts,
  incident: { ...incident, closedAt, closedBecause: because },
});

describe("an incident's card in English", () => {
  it("says what, since when, how bad, what was seen, and which phase was slow", () => {
    expect(asText(render("firing", [facts], "en"))).toMatchInlineSnapshot(`
      "🔴 Down: Orders API
      Status was 500, expected 200. Since Sun 22 Nov 2026 12:01 (Asia/Tokyo).
      - JSON $.status: -1, expected eq 0
      - Slow phase: TLS 1.9 s, usually 80 ms
      - Measured: DNS 3 ms · TLS 1.9 s · Latency 2 s
      - Group: Shop
      - Target: POST https://api.example.com/health
      -> Open the incident
      thread: 🔴 Down since Sun 22 Nov 2026 12:01 (Asia/Tokyo). Status was 500, expected 200."
    `);
  });

  it("tells a recovery with its duration, from and to", () => {
    expect(asText(render("resolved", [closed("recovered")], "en"))).toMatchInlineSnapshot(`
      "✅ Recovered: Orders API
      Was down Sun 22 Nov 2026 12:01 to 12:09 (8 min, Asia/Tokyo). Status was 500, expected 200.
      - JSON $.status: -1, expected eq 0
      - Slow phase: TLS 1.9 s, usually 80 ms
      - Measured: DNS 3 ms · TLS 1.9 s · Latency 2 s
      - Group: Shop
      - Target: POST https://api.example.com/health
      -> Open the incident
      thread: ✅ Recovered. Was down Sun 22 Nov 2026 12:01 to 12:09 (8 min, Asia/Tokyo)."
    `);
  });

  it("speaks by the reason when nothing could be judged", () => {
    const refused: Incident = {
      ...incident,
      judgements: [],
      readings: [],
      reason: { code: "connect-refused", detail: "connection refused by 127.0.0.1:3000" },
    };
    const { incident: _, slowPhase: __, link: ___, group: ____, ...bare } = facts;
    expect(asText(render("firing", [{ ...bare, incident: refused }], "en"))).toMatchInlineSnapshot(`
      "🔴 Down: Orders API
      Connection refused: connection refused by 127.0.0.1:3000. Since Sun 22 Nov 2026 12:01 (Asia/Tokyo).
      - Target: POST https://api.example.com/health
      thread: 🔴 Down since Sun 22 Nov 2026 12:01 (Asia/Tokyo). Connection refused: connection refused by 127.0.0.1:3000."
    `);
  });

  it("shows an acknowledgement, an easing and flapping", () => {
    const eased: Incident = {
      ...incident,
      severity: "degraded",
      acknowledgedAt: closedAt,
      acknowledgedBy: "Hanako",
      flapping: true,
    };
    expect(asText(render("acknowledged", [{ ...facts, incident: eased }], "en"))).toMatchInlineSnapshot(`
      "🔶 Degraded: Orders API
      Status was 500, expected 200. Since Sun 22 Nov 2026 12:01 (Asia/Tokyo).
      - JSON $.status: -1, expected eq 0
      - Slow phase: TLS 1.9 s, usually 80 ms
      - Measured: DNS 3 ms · TLS 1.9 s · Latency 2 s
      - How bad: Degraded (was down)
      - Acknowledged: Hanako, Sun 22 Nov 2026 12:09 (Asia/Tokyo)
      - Flapping: Goes up and down
      - Group: Shop
      - Target: POST https://api.example.com/health
      -> Open the incident
      thread: 🔶 Acknowledged by Hanako. Reminders stop until the state changes."
    `);
  });

  it("gives every kind its own line for the thread", () => {
    const notes = notificationKinds.map((kind) => `${kind}: ${render(kind, [facts], "en").note}`);
    expect(notes.join("\n")).toMatchInlineSnapshot(`
      "firing: 🔴 Down since Sun 22 Nov 2026 12:01 (Asia/Tokyo). Status was 500, expected 200.
      escalated: 🔴 Worse: now down. Status was 500, expected 200.
      eased: 🔴 Better, yet down. Status was 500, expected 200.
      acknowledged: 🔴 Acknowledged by –. Reminders stop until the state changes.
      flapping: 🔴 Goes up and down. The incident stays open and single changes are not told.
      reminder: 🔴 Still down after 8 min. Status was 500, expected 200.
      resolved: 🔴 Recovered. Was down Sun 22 Nov 2026 12:01 to 12:09 (8 min, Asia/Tokyo).
      test: A test message from Hinomi at home. The channel works; nothing is wrong."
    `);
  });

  it("closes the card of a check that left the configuration without calling it recovered", () => {
    const { card, note } = render("resolved", [closed("removed")], "en");
    expect(card.state).toBe("recovered");
    expect(`${card.headline} / ${card.summary} / ${note}`).toMatchInlineSnapshot(
      `"⏹️ No longer watched: Orders API / The check left the configuration while it was down since Sun 22 Nov 2026 12:01 (Asia/Tokyo). / ⏹️ Closed after 8 min: the check left the configuration."`,
    );
  });
});

describe("an incident's card in Japanese", () => {
  it("says 問題あり with everything the English one says", () => {
    expect(asText(render("firing", [facts], "ja"))).toMatchInlineSnapshot(`
      "🔴 問題あり（ダウン）：Orders API
      ステータスは 500（期待値 200）。2026年11月22日(日) 12:01（Asia/Tokyo）から続いています。
      - JSON $.status: -1（期待値 eq 0）
      - 遅い区間: TLS 1.9秒（通常 80ミリ秒）
      - 計測値: 名前解決 3ミリ秒、TLS 1.9秒、応答時間 2秒
      - グループ: Shop
      - 対象: POST https://api.example.com/health
      -> 詳細を開く
      thread: 🔴 2026年11月22日(日) 12:01（Asia/Tokyo）からダウンの状態です。ステータスは 500（期待値 200）。"
    `);
  });

  it("says 問題なし on recovery", () => {
    expect(asText(render("resolved", [closed("recovered")], "ja"))).toMatchInlineSnapshot(`
      "✅ 問題なし（復旧）：Orders API
      2026年11月22日(日) 12:01〜12:09（8分、Asia/Tokyo）の間、ダウンの状態でした。ステータスは 500（期待値 200）。
      - JSON $.status: -1（期待値 eq 0）
      - 遅い区間: TLS 1.9秒（通常 80ミリ秒）
      - 計測値: 名前解決 3ミリ秒、TLS 1.9秒、応答時間 2秒
      - グループ: Shop
      - 対象: POST https://api.example.com/health
      -> 詳細を開く
      thread: ✅ 復旧しました。2026年11月22日(日) 12:01〜12:09（8分、Asia/Tokyo）の間、ダウンの状態でした。"
    `);
  });

  it("gives every kind its own line for the thread", () => {
    const notes = notificationKinds.map((kind) => `${kind}: ${render(kind, [facts], "ja").note}`);
    expect(notes.join("\n")).toMatchInlineSnapshot(`
      "firing: 🔴 2026年11月22日(日) 12:01（Asia/Tokyo）からダウンの状態です。ステータスは 500（期待値 200）。
      escalated: 🔴 悪化してダウンの状態になりました。ステータスは 500（期待値 200）。
      eased: 🔴 持ち直しましたが、まだダウンの状態です。ステータスは 500（期待値 200）。
      acknowledged: 🔴 –さんが対応中です。状態が変わるまで再通知しません。
      flapping: 🔴 復旧と発生を繰り返しています。落ち着くまで個々の変化は通知しません。
      reminder: 🔴 8分経過してもダウンの状態が続いています。ステータスは 500（期待値 200）。
      resolved: 🔴 復旧しました。2026年11月22日(日) 12:01〜12:09（8分、Asia/Tokyo）の間、ダウンの状態でした。
      test: Hinomi at homeからのテストメッセージです。チャンネルは正常に動作しています。問題なし。"
    `);
  });
});

describe("a storm's summary", () => {
  const three = (["orders", "stock", "mail"] as const).map((id, index): IncidentFacts => ({
    ...facts,
    title: id,
    incident: { ...incident, id, checkId: id, severity: index === 0 ? "degraded" : "down" },
  }));
  const [first, second, third] = three as [IncidentFacts, IncidentFacts, IncidentFacts];
  const recovered = (one: IncidentFacts): IncidentFacts => ({
    ...one,
    incident: { ...one.incident, closedAt, closedBecause: "recovered" },
  });

  it("has a line for each check with its state", () => {
    expect(asText(render("firing", three, "en"))).toMatchInlineSnapshot(`
      "🔴 3 checks have problems
      2 down, 1 degraded
      - stock: 🔴 Down since Sun 22 Nov 2026 12:01 (Asia/Tokyo): Status was 500, expected 200
      - mail: 🔴 Down since Sun 22 Nov 2026 12:01 (Asia/Tokyo): Status was 500, expected 200
      - orders: 🔶 Degraded since Sun 22 Nov 2026 12:01 (Asia/Tokyo): Status was 500, expected 200
      thread: 🔴 3 checks have problems · 2 down, 1 degraded"
    `);
    expect(asText(render("firing", three, "ja"))).toMatchInlineSnapshot(`
      "🔴 問題あり：3件のチェック
      ダウン2件、品質低下1件
      - stock: 🔴 ダウン、2026年11月22日(日) 12:01（Asia/Tokyo）から：ステータスは 500（期待値 200）
      - mail: 🔴 ダウン、2026年11月22日(日) 12:01（Asia/Tokyo）から：ステータスは 500（期待値 200）
      - orders: 🔶 品質低下、2026年11月22日(日) 12:01（Asia/Tokyo）から：ステータスは 500（期待値 200）
      thread: 🔴 問題あり：3件のチェック、ダウン2件、品質低下1件"
    `);
  });

  it("puts what is still bad first as checks recover", () => {
    const message = render("resolved", [recovered(first), second, third], "en");
    expect(asText(message)).toMatchInlineSnapshot(`
      "🔴 2 of 3 checks have problems
      2 down, 1 recovered
      - stock: 🔴 Down since Sun 22 Nov 2026 12:01 (Asia/Tokyo): Status was 500, expected 200
      - mail: 🔴 Down since Sun 22 Nov 2026 12:01 (Asia/Tokyo): Status was 500, expected 200
      - orders: ✅ Recovered, was down Sun 22 Nov 2026 12:01 to 12:09 (8 min, Asia/Tokyo)
      thread: 🔴 2 of 3 checks have problems · 2 down, 1 recovered"
    `);
  });

  it("is recovered once all are closed", () => {
    const all = three.map(recovered);
    expect(render("resolved", all, "en").card).toMatchObject({ state: "recovered", severity: "none" });
    expect(render("resolved", all, "ja").card.headline).toMatchInlineSnapshot(
      `"✅ 問題なし（復旧）：3件のチェック"`,
    );
  });

  it("counts what does not fit", () => {
    const many = Array.from({ length: 33 }, (_, index) => ({ ...facts, title: `check ${index}` }));
    expect(render("firing", many, "en").card.fields.at(-1)).toEqual({ label: "More", value: "and 13 more" });
  });
});

describe("the test message", () => {
  it("says who speaks and that nothing is wrong", () => {
    expect(asText(render("test", [], "en"))).toMatchInlineSnapshot(`
      "🔔 Test: Hinomi at home
      A test message from Hinomi at home. The channel works; nothing is wrong.
      thread: A test message from Hinomi at home. The channel works; nothing is wrong."
    `);
    expect(asText(render("test", [], "ja"))).toMatchInlineSnapshot(`
      "🔔 テスト：Hinomi at home
      Hinomi at homeからのテストメッセージです。チャンネルは正常に動作しています。問題なし。
      thread: Hinomi at homeからのテストメッセージです。チャンネルは正常に動作しています。問題なし。"
    `);
  });
});

describe("times", () => {
  it("follow the reader's zone over a change of day", () => {
    const { card } = render("resolved", [closed("recovered")], "en", "Pacific/Kiritimati");
    expect(card.summary).toMatchInlineSnapshot(
      `"Was down Sun 22 Nov 2026 17:01 to 17:09 (8 min, Pacific/Kiritimati). Status was 500, expected 200."`,
    );
    const late = Date.UTC(2026, 10, 22, 14, 58);
    const overnight = { ...facts, incident: { ...incident, openedAt: late, closedAt: late + 7_500_000 } };
    expect(render("resolved", [overnight], "ja").card.summary).toMatchInlineSnapshot(
      `"2026年11月22日(日) 23:58〜2026年11月23日(月) 02:03（2時間5分、Asia/Tokyo）の間、ダウンの状態でした。ステータスは 500（期待値 200）。"`,
    );
  });

  it("fall back to UTC, and say so, when the zone is unknown", () => {
    expect(render("firing", [facts], "en", "Mars/Olympus").card.summary).toContain("03:01 (UTC)");
  });
});

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 400 }),
  fc.constantFrom("", " ", "\u0000", "\ud800"),
);
const anyTime = fc.integer({ min: 0, max: 4e12 });
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const anyReason = fc.record({
  code: fc.constantFrom(...(Object.keys(reasonCodes) as ReasonCode[])),
  detail: anyText,
});
const anySeverity = fc.constantFrom("down" as const, "degraded" as const);
const anyNumber = fc.double({ noNaN: true, noDefaultInfinity: true });

/** Keys whose value is undefined are left out, as the types with optional fields mean it. */
const compact = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, content]) => content !== undefined)) as T;

const anyFacts = fc
  .record({
    title: anyText,
    target: anyText,
    group: optional(anyText),
    link: optional(fc.webUrl()),
    slowPhase: optional(
      fc.record({ phase: fc.constantFrom(...phaseNames), ms: fc.nat(1e7), usualMs: fc.nat(1e7) }),
    ),
    incident: fc
      .record({
        id: anyText,
        checkId: fc.constantFrom("orders", "x"),
        severity: anySeverity,
        worst: anySeverity,
        openedAt: anyTime,
        confirmedAt: anyTime,
        closedAt: optional(anyTime),
        closedBecause: optional(fc.constantFrom("recovered" as const, "removed" as const)),
        reason: anyReason,
        judgements: fc.array(
          fc.record({
            subject: anyText,
            expected: anyText,
            actual: anyText,
            status: fc.constantFrom("up" as const, "degraded" as const, "down" as const),
          }),
          { maxLength: 9 },
        ),
        readings: fc.array(
          fc.record({
            name: fc.oneof(anyText, fc.constantFrom(...phaseNames, "latency", "constructor")),
            value: anyNumber,
            unit: fc.constantFrom("ms", "s", "bytes", "count", "code", "ratio"),
          }),
        ),
        acknowledgedAt: optional(anyTime),
        acknowledgedBy: optional(anyText),
        flapping: fc.boolean(),
      })
      .map(compact),
  })
  .map(compact) as fc.Arbitrary<IncidentFacts>;

describe("any facts at all", () => {
  it("give a bounded message of single lines without an empty field, and never throw", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...notificationKinds),
        fc.array(anyFacts, { maxLength: 30 }),
        fc.constantFrom("en" as const, "ja" as const),
        fc.constantFrom("Asia/Tokyo", "Europe/Berlin", "UTC", "nowhere"),
        anyTime,
        anyText,
        (kind, list, locale, timezone, now, instance) => {
          const { card, note } = renderMessage({ kind, facts: list, locale, timezone, now, instance });
          const texts = [
            card.headline,
            card.summary,
            note,
            ...card.fields.flatMap(({ label, value }) => [label, value]),
          ];
          expect(texts.filter((text) => text.trim() === "")).toEqual([]);
          expect(texts.filter((text) => text.length > 900 || /[\n\r\0]/.test(text))).toEqual([]);
          expect(texts.filter((text) => !text.isWellFormed())).toEqual([]);
          expect(card.fields.length).toBeLessThanOrEqual(21);
        },
      ),
    );
  });
});
