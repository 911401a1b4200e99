import { describe, expect, it } from "vitest";
import { httpOptions, parseOptions } from "./parse-options.ts";

const kind = { expect: { status: 200, json: [{ path: "$.a", eq: 1 }] }, headers: { "x-a": "1" } };
const issuesOf = (raw: unknown) => {
  const result = httpOptions["~standard"].validate(raw);
  return result instanceof Promise
    ? []
    : (result.issues ?? []).map(({ path }) => path?.map(String).join("."));
};

describe("parseOptions", () => {
  it("gives checks with equal options the same object, whatever their address", () => {
    const first = parseOptions({ url: "https://a.test/1", ...kind });
    const second = parseOptions({ ...structuredClone(kind), url: "https://b.test:8443/2?x=y" });
    expect(second.shared).toBe(first.shared);
    expect(first).toMatchObject({ url: "https://a.test/1", host: "a.test" });
    expect(second).toMatchObject({ url: "https://b.test:8443/2?x=y", host: "b.test" });
    expect(parseOptions({ ...kind, url: "https://a.test/1", method: "POST" }).shared).not.toBe(first.shared);
  });

  it("does not share where JSON would not tell the difference", () => {
    const url = "https://a.test/";
    const parse = (eq: unknown) => parseOptions({ url, expect: { json: [{ path: "$.a", eq }] } });
    expect(parse(null).shared.expect.json?.[0]?.eq).toBeNull();
    expect(() => parse(Number.NaN)).toThrow(/\S/);
  });

  it("takes addresses as the schema does", () => {
    expect(parseOptions({ url: " https://a.test/x ", ...kind })).toMatchObject({ host: "a.test" });
    expect(parseOptions({ url: "https://[::1]:1/", ...kind })).toMatchObject({ host: "[::1]" });
    expect(parseOptions({ url: "https://bücher.test/", ...kind })).toMatchObject({
      host: "xn--bcher-kva.test",
    });
    for (const url of [
      "https://",
      "http:a.test",
      "ftp://a.test/",
      "https://a test/",
      "http://a:99999/",
      1,
      undefined,
    ])
      expect(issuesOf({ url, ...kind })).toEqual(["url"]);
  });

  it("says what is wrong, each time and at its place", () => {
    const raw = { url: "http://a.test/", surprise: 1 };
    for (const _ of [1, 2]) {
      expect(issuesOf(raw)).toEqual([""]);
      expect(() => parseOptions(raw)).toThrow("surprise");
    }
    expect(issuesOf({ url: "http://a.test/", expect: { certificate: {} } })).toEqual(["expect.certificate"]);
    expect(issuesOf({ url: "https://a.test/", expect: { certificate: {} } })).toEqual([]);
  });

  it("refuses to resume sessions where the certificate is to be judged", () => {
    const raw = { url: "https://a.test/", tls_resume: true, expect: { certificate: {} } };
    expect(issuesOf(raw)).toEqual(["tls_resume"]);
    expect(issuesOf({ ...raw, expect: {} })).toEqual([]);
  });

  it("reads the version of HTTP as YAML does: a number or a text", () => {
    const version = (http_version: unknown) =>
      parseOptions({ url: "https://a.test/", http_version }).shared.http_version;
    expect([2, "2", 1.1, "1.1", undefined].map(version)).toEqual(["2", "2", "1.1", "1.1", "1.1"]);
    expect(issuesOf({ url: "https://a.test/", http_version: 3 })).toEqual(["http_version"]);
  });
});
