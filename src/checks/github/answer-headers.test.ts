import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createApiAddress } from "./api-address.ts";
import { acceptedPermissions, parseLinks, parseTokenExpiration } from "./answer-headers.ts";

describe("the end of a token", () => {
  it.each([
    ["2026-12-01 00:00:00 UTC", "2026-12-01T00:00:00.000Z"],
    ["2026-12-01 09:00:00 +0900", "2026-12-01T00:00:00.000Z"],
    ["2026-11-30 19:00:00 -0500", "2026-12-01T00:00:00.000Z"],
    ["2026-12-01T00:00:00Z", "2026-12-01T00:00:00.000Z"],
    ["2026-12-01 05:30:00 +05:30", "2026-12-01T00:00:00.000Z"],
  ])("%s", (text, expected) => {
    expect(new Date(parseTokenExpiration(text) ?? 0).toISOString()).toBe(expected);
  });

  it.each([
    null,
    "",
    "soon",
    "2026-13-01 00:00:00 UTC",
    "2026-02-31 00:00:00 UTC",
    "2026-12-01 25:00:00 UTC",
    "2026-12-01",
  ])("is not known from %j", (text) => {
    expect(parseTokenExpiration(text)).toBeUndefined();
  });

  it("is read from both dialects for any time and offset", () => {
    const second = fc.integer({ min: 946_684_800, max: 4_102_444_799 });
    fc.assert(
      fc.property(second, fc.integer({ min: -56, max: 56 }), (seconds, quarters) => {
        const wall = new Date((seconds + quarters * 900) * 1000).toISOString().slice(0, 19).replace("T", " ");
        const minutes = Math.abs(quarters) * 15;
        const two = (value: number) => String(value).padStart(2, "0");
        const offset = `${quarters < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
        expect(parseTokenExpiration(`${wall} ${offset}`)).toBe(seconds * 1000);
        const utc = new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");
        expect(parseTokenExpiration(`${utc} UTC`)).toBe(seconds * 1000);
      }),
    );
  });
});

describe("a Link header", () => {
  it("gives addresses by relation, commas inside addresses included", () => {
    const links = parseLinks(
      '<https://a.example/x?a=1,2&page=2>; rel="next", <https://a.example/x?page=9>; rel=last',
    );
    expect([...links]).toEqual([
      ["next", "https://a.example/x?a=1,2&page=2"],
      ["last", "https://a.example/x?page=9"],
    ]);
  });

  it("never takes long or throws", () => {
    fc.assert(fc.property(fc.string({ maxLength: 2000 }), (text) => void parseLinks(text)));
    expect(parseLinks(null).size).toBe(0);
  });
});

describe("an address of the API", () => {
  const enterprise = createApiAddress("https://ghe.example.com/api/v3/");
  const cloud = createApiAddress("https://api.github.com");

  it("has GraphQL beside it", () => {
    expect(cloud.graphql).toBe("https://api.github.com/graphql");
    expect(enterprise.graphql).toBe("https://ghe.example.com/api/graphql");
    expect(enterprise.urlOf("/user")).toBe("https://ghe.example.com/api/v3/user");
  });

  it.each([
    ["https://api.github.com/repositories/1?page=2", "/repositories/1?page=2"],
    ["/repositories/1", "/repositories/1"],
    ["https://api.github.com.evil.example/x", undefined],
    ["https://evil.example/x", undefined],
    ["http://api.github.com/x", undefined],
    ["https://api.github.com:8443/x", undefined],
    ["https://user@api.github.com/x", undefined],
    ["//evil.example/x", undefined],
  ])("%s leads to %s", (address, path) => {
    expect(cloud.pathOf(address, "https://api.github.com/x")).toBe(path);
  });

  it("stays below an Enterprise Server's prefix", () => {
    const from = "https://ghe.example.com/api/v3/x";
    expect(enterprise.pathOf("https://ghe.example.com/api/v3/repositories/1", from)).toBe("/repositories/1");
    expect(enterprise.pathOf("https://ghe.example.com/login", from)).toBeUndefined();
  });
});

it("names permissions as GitHub's settings do", () => {
  expect(acceptedPermissions("administration=read")).toBe("Administration: read");
  expect(acceptedPermissions("issues=read,pull_requests=write; contents=read")).toBe(
    "Issues: read and Pull requests: write, or Contents: read",
  );
  expect(acceptedPermissions(null)).toBe("");
  expect(acceptedPermissions("<script>")).toBe("");
});
