import { describe, expect, it } from "vitest";
import { decodeText, readableText } from "./body-text.ts";
import { headerExpectation, headerJudge } from "./header.ts";
import { sizeExpectation, sizeJudge } from "./size.ts";
import { statusExpectation, statusJudge } from "./status.ts";

const plain = (text: string) => text;

describe("statusJudge", () => {
  it.each([
    [200, [200], [201, 404]],
    ["200", [200], [201]],
    ["2xx", [200, 299], [199, 300]],
    ["2XX", [204], [304]],
    ["200-204", [200, 204], [199, 205]],
    [
      [200, "3xx", "401-403"],
      [200, 302, 402],
      [201, 404],
    ],
    [{ in: "4xx" }, [404], [200]],
  ])("%j", (expectation, good, bad) => {
    const parsed = statusExpectation().parse(expectation);
    for (const status of good) expect(statusJudge(parsed, plain)(status, "")).toMatchObject({ status: "up" });
    for (const status of bad)
      expect(statusJudge(parsed, plain)(status, "")).toMatchObject({ status: "down" });
  });

  it("says what was wanted and what came", () => {
    const parsed = statusExpectation().parse({ in: [200, "3xx"], severity: "degraded" });
    expect(statusJudge(parsed, plain)(503, "Service Unavailable")).toEqual({
      subject: "status",
      expected: "200, 3xx",
      actual: "503 Service Unavailable",
      status: "degraded",
      reason: { code: "status-mismatch", detail: "status is 503 Service Unavailable, expected 200, 3xx" },
    });
  });

  it.each([99, 600, "6xx", "20x", "204-200", "200-", "", [], "two hundred"])("refuses %j", (expectation) => {
    expect(statusExpectation().safeParse(expectation).success).toBe(false);
  });
});

describe("headerJudge", () => {
  const headers = new Headers([
    ["Content-Type", "text/html; charset=utf-8"],
    ["via", "a"],
    ["via", "b"],
  ]);

  it.each([
    ["content-type", "text/html; charset=utf-8", "up"],
    ["content-type", "text/html", "down"],
    ["content-type", { matches: "^text/" }, "up"],
    ["content-type", { matches: "^image/" }, "down"],
    ["via", "a, b", "up"],
    ["x-gone", { exists: false }, "up"],
    ["x-gone", { exists: true }, "down"],
    ["x-gone", "x", "down"],
    ["via", { exists: false }, "down"],
    ["via", {}, "up"],
  ] as const)("%s: %j is %s", (name, expectation, status) => {
    expect(headerJudge(name, headerExpectation().parse(expectation), plain)(headers)).toMatchObject({
      status,
    });
  });
});

describe("sizeJudge", () => {
  it("keeps to both limits", () => {
    const judge = sizeJudge(sizeExpectation().parse({ min: "1kB", max: "2kB" }), plain);
    expect(judge(1000)).toMatchObject({ status: "up" });
    expect(judge(2000)).toMatchObject({ status: "up" });
    expect(judge(999)).toMatchObject({ status: "down", reason: { code: "size-mismatch" } });
    expect(judge(2001)).toMatchObject({ expected: "at least 1000, at most 2000 bytes" });
    expect(sizeExpectation().safeParse({ min: "2kB", max: "1kB" }).success).toBe(false);
    expect(sizeExpectation().safeParse({}).success).toBe(false);
  });
});

describe("decodeText", () => {
  const bytes = (...values: number[]) => Uint8Array.from(values);

  it.each([
    ["UTF-8 by default", bytes(0xe7, 0x81, 0xab), null, "火"],
    ["UTF-8 with a byte order mark", bytes(0xef, 0xbb, 0xbf, 0x31), null, "1"],
    ["UTF-16 by its byte order mark", bytes(0xff, 0xfe, 0x31, 0x00), "text/plain", "1"],
    ["Shift_JIS by its name", bytes(0x89, 0xce), "text/html; charset=Shift_JIS", "火"],
    ["EUC-JP by its quoted name", bytes(0xb2, 0xd0), 'text/html;charset="euc-jp"; x=y', "火"],
  ])("reads %s", (_what, body, type, text) => {
    expect(decodeText(body, type)).toEqual({ kind: "text", text });
  });

  it("replaces nothing silently, except for evidence", () => {
    expect(decodeText(bytes(0x61, 0xff), null)).toEqual({
      kind: "invalid",
      detail: "the body is not valid utf-8",
    });
    expect(readableText(bytes(0x61, 0xff), null)).toBe("a\uFFFD");
    expect(decodeText(bytes(0xe7, 0x81), null)).toMatchObject({ kind: "invalid" });
    expect(decodeText(bytes(0xab, 0x31), null)).toMatchObject({ kind: "invalid" });
    expect(decodeText(bytes(0x31), null)).toEqual({ kind: "text", text: "1" });
  });
});
