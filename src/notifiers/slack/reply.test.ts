import { describe, expect, it } from "vitest";
import type { Answer } from "../outbound/json-client.ts";
import { readSlackReply } from "./reply.ts";

const now = Date.UTC(2026, 10, 22);

const answer = (status: number, body: object | string, headers: Record<string, string> = {}): Answer => ({
  kind: "answered",
  status,
  headers: new Headers(headers),
  text: typeof body === "string" ? body : JSON.stringify(body),
  ...(typeof body === "object" && { json: body as Record<string, unknown> }),
});

const no = (error: string) => answer(200, { ok: false, error });

describe("an answer of Slack", () => {
  it.each([
    [answer(200, { ok: true, ts: "1" }), "ok"],
    [answer(200, "ok"), "ok"],
    [answer(200, "<html>ok</html>"), "rejected"],
    [answer(200, {}), "rejected"],
    [no("channel_not_found"), "rejected"],
    [no("is_archived"), "rejected"],
    [no("msg_blocks_too_long"), "rejected"],
    [no("an_error_of_tomorrow"), "rejected"],
    [no("invalid_auth"), "unauthorized"],
    [no("token_revoked"), "unauthorized"],
    [no("account_inactive"), "unauthorized"],
    [no("ratelimited"), "wait"],
    [no("internal_error"), "uncertain"],
    [no("fatal_error"), "uncertain"],
    [no("request_timeout"), "failed"],
    [no("service_unavailable"), "failed"],
    [answer(400, "invalid_payload"), "rejected"],
    [answer(403, "action_prohibited"), "rejected"],
    [answer(403, "invalid_token"), "unauthorized"],
    [answer(404, "no_service"), "unauthorized"],
    [answer(404, "channel_not_found"), "rejected"],
    [answer(410, "channel_is_archived"), "rejected"],
    [answer(429, { ok: false, error: "rate_limited", retry_after: 1 }, { "retry-after": "1" }), "wait"],
    [answer(500, "rollup_error"), "failed"],
    [answer(503, ""), "failed"],
    [answer(302, ""), "rejected"],
  ])("%# means %s", (given, kind) => {
    const reply = readSlackReply(given, now);
    expect(reply.ok ? "ok" : reply.result.kind).toBe(kind);
  });

  it("is waited for as long as it asks, or a minute", () => {
    const asked = readSlackReply(answer(429, "", { "retry-after": "30" }), now);
    const silent = readSlackReply(no("rate_limited"), now);
    expect([asked, silent]).toMatchObject([
      { result: { retryAfterMs: 30_000 } },
      { result: { retryAfterMs: 60_000 } },
    ]);
  });
});
