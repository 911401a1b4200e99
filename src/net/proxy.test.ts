import { describe, expect, it } from "vitest";
import { chooseProxy, isExcluded, proxyHeaders } from "./proxy.ts";

describe("isExcluded", () => {
  it.each([
    ["*", "http://any.example/", true],
    ["example.com", "http://example.com/", true],
    ["example.com", "http://www.example.com/", true],
    ["example.com", "http://badexample.com/", false],
    [".example.com", "http://www.example.com/", true],
    ["*.example.com", "http://www.example.com/", true],
    ["EXAMPLE.com", "http://example.COM/", true],
    ["a.test, b.test c.test", "http://c.test/", true],
    ["example.com:8080", "http://example.com:8080/", true],
    ["example.com:8080", "http://example.com/", false],
    ["example.com:443", "https://example.com/", true],
    ["10.0.0.0/8", "http://10.1.2.3/", true],
    ["10.0.0.0/8", "http://11.1.2.3/", false],
    ["10.0.0.0/99", "http://10.1.2.3/", false],
    ["127.0.0.1", "http://127.0.0.1:3000/", true],
    ["0.0.1", "http://127.0.0.1/", false],
    ["[::1]", "http://[::1]:3000/", true],
    ["::1", "http://[::1]:3000/", true],
    ["fd00::/8", "http://[fd12::1]/", true],
    ["", "http://a.test/", false],
    [",", "http://a.test/", false],
  ])("by NO_PROXY=%s, of %s: %s", (noProxy, url, excluded) => {
    expect(isExcluded(noProxy, new URL(url))).toBe(excluded);
  });
});

describe("chooseProxy", () => {
  const env = {
    HTTP_PROXY: "http://plain:1",
    https_proxy: "secure:2",
    HTTPS_PROXY: "http://upper:3",
    no_proxy: "here",
  };
  const choose = (url: string, setting?: string) => chooseProxy(new URL(url), setting, env)?.href;

  it("takes what the environment says for the scheme, lower case first", () => {
    expect(choose("http://a.test/")).toBe("http://plain:1/");
    expect(choose("https://a.test/")).toBe("http://secure:2/");
    expect(choose("http://here/")).toBeUndefined();
  });

  it("takes the check's own before the environment", () => {
    expect(choose("http://here/", "http://own:4")).toBe("http://own:4/");
    expect(choose("http://a.test/", "none")).toBeUndefined();
    expect(() => choose("http://a.test/", "socks5://own:4")).toThrow(
      "proxy must be an http:// or https:// address",
    );
  });

  it("signs in with the user and password of the URL", () => {
    expect(proxyHeaders(new URL("http://me:p%40ss@own:4"))).toEqual({
      "proxy-authorization": `Basic ${btoa("me:p@ss")}`,
    });
    expect(proxyHeaders(new URL("http://own:4"))).toEqual({});
  });
});
