import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UsageError } from "../command.ts";
import { urlConfig, type UrlOptions } from "./url-config.ts";

const none: UrlOptions = { method: undefined, header: [], data: undefined, "expect-status": undefined };

describe("the configuration for URLs", () => {
  it("says about HTTP what the options say", () => {
    const options = {
      method: undefined,
      header: ["Accept: text/html", "X-A:b: c "],
      data: "x",
      "expect-status": "204, 3xx",
    };
    expect(urlConfig(["https://api.example.com/health?full"], options)).toEqual({
      checks: [
        {
          id: "api.example.com-health",
          type: "http",
          url: "https://api.example.com/health?full",
          method: "POST",
          headers: { Accept: "text/html", "X-A": "b: c" },
          body: "x",
          expect: { status: ["204", "3xx"] },
        },
      ],
    });
  });

  it("reads host and port of tcp and tls, IPv6 included", () => {
    expect(urlConfig(["tcp://[::1]:22", "tls://example.com"], none)).toEqual({
      checks: [
        { id: "1-22", type: "tcp", host: "::1", port: 22 },
        { id: "example.com", type: "tls", host: "example.com", port: 443 },
      ],
    });
  });

  it("gives every URL a valid id of its own", () => {
    const urls = fc.uniqueArray(fc.webUrl({ withQueryParameters: true, withFragments: true }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(urls, (urls) => {
        const twice = [...urls, ...urls.map((url) => `${url}#again`)];
        const ids = urlConfig(twice, none).checks.map((check) => ("id" in check ? String(check.id) : ""));
        expect(new Set(ids).size).toBe(ids.length);
        for (const id of ids) expect(id).toMatch(/^[a-z0-9][a-z0-9\-_.]{0,63}$/);
      }),
    );
  });

  it("never repeats a password in its complaints", () => {
    expect(() => urlConfig(["tcp://ann:5ecret@127.0.0.1"], none)).toThrow(UsageError);
    expect(() => urlConfig(["tcp://ann:5ecret@127.0.0.1"], none)).not.toThrow(/5ecret/);
    expect(() => urlConfig(["http://ann:5ecret@"], none)).not.toThrow(/5ecret/);
  });
});
