import { describe, expect, it } from "vitest";
import type { Answer } from "../outbound/json-client.ts";
import { readReply } from "./reply.ts";

const now = Date.UTC(2026, 10, 22);

const answer = (status: number, body: object | string, headers: Record<string, string> = {}): Answer => ({
  kind: "answered",
  status,
  headers: new Headers(headers),
  text: typeof body === "string" ? body : JSON.stringify(body),
  ...(typeof body === "object" && { json: body as Record<string, unknown> }),
});

const refused = (error: string, errorType?: string) => ({
  success: false,
  error,
  ...(errorType && { errorType }),
});
const html = "<!DOCTYPE html><html></html>";

const resultOf = (given: Answer) => {
  const reply = readReply(given, now);
  return reply.ok ? { kind: "ok" } : reply.result;
};

describe("an answer of Rocket.Chat", () => {
  it.each([
    ["success", answer(200, { success: true }), "ok"],
    ["a log-in's success", answer(200, { status: "success", data: {} }), "ok"],
    ["refusal with 200", answer(200, refused("no")), "rejected"],
    ["a page with 200", answer(200, html), "rejected"],
    ["an empty 200", answer(200, ""), "rejected"],
    ["a redirect", answer(302, html, { location: "https://sso.example.com" }), "rejected"],
    ["a bad request", answer(400, refused("[invalid-channel]", "invalid-channel")), "rejected"],
    ["no session", answer(401, refused("You must be logged in to do this.")), "unauthorized"],
    ["no session in 9.0", answer(401, refused("unauthorized")), "unauthorized"],
    ["a page with 401", answer(401, html), "unauthorized"],
    ["a refusal in 9.0", answer(403, refused("error-not-allowed", "error-forbidden")), "rejected"],
    ["a wrong path", answer(404, html), "rejected"],
    ["a time-out of the proxy", answer(408, html), "failed"],
    ["a limit", answer(429, refused("slow down")), "wait"],
    ["a server error", answer(500, refused("Internal server error")), "failed"],
    ["a proxy's error", answer(502, html), "failed"],
    ["a server that starts", answer(503, ""), "failed"],
  ])("that is %s means %#", (_name, given, kind) => {
    expect(resultOf(given).kind).toBe(kind);
  });

  it.each([
    [
      "the reset header in epoch milliseconds",
      answer(429, refused("x"), { "x-ratelimit-reset": String(now + 42_000) }),
      42_000,
    ],
    ["a reset that has passed", answer(429, refused("x"), { "x-ratelimit-reset": String(now - 5) }), 1000],
    ["a reset far away", answer(429, refused("x"), { "x-ratelimit-reset": String(now + 9e9) }), 3_600_000],
    ["seconds in the text", answer(429, refused("You must wait 17 seconds before trying again.")), 17_000],
    ["Retry-After of a proxy", answer(429, html, { "retry-after": "5" }), 5000],
    [
      "Retry-After as a date",
      answer(429, html, { "retry-after": new Date(now + 90_000).toUTCString() }),
      90_000,
    ],
    ["no hint", answer(429, refused("slow down")), 60_000],
  ])("is waited for by %s", (_name, given, retryAfterMs) => {
    expect(resultOf(given)).toMatchObject({ kind: "wait", retryAfterMs });
  });

  it.each([
    [401, "totp-required", "two-factor"],
    [401, "error-login-blocked-for-user", "too many failed log-ins"],
    [401, "error-login-blocked-for-ip", "too many failed log-ins"],
    [401, "Unauthorized", "check user and password"],
    [400, "[invalid-channel]", "check the option to"],
    [400, "error-room-not-found", "check the option to"],
    [400, "Not enough permission", "role bot"],
    [403, "error-not-allowed", "let the account write"],
    [400, "room_is_blocked", "let the account write"],
    [400, "You_have_been_muted", "let the account write"],
    [400, "error-message-size-exceeded", "Message_MaxAllowedSize"],
    [400, "overriding destination channel is disabled for this integration", "allow channel overriding"],
  ])("%i %s names its remedy", (status, error, remedy) => {
    expect(resultOf(answer(status, refused(error)))).toMatchObject({
      remedy: expect.stringContaining(remedy),
    });
  });
});
