import { describe, expect, it } from "vitest";
import { followRedirect, type Hop } from "./redirect.ts";

const post: Hop = {
  url: new URL("https://a.test/form"),
  method: "POST",
  headers: { authorization: "Bearer t", "content-type": "text/plain", "x-plain": "1" },
  body: "data",
};

describe("followRedirect", () => {
  it.each([
    [301, "GET", undefined],
    [302, "GET", undefined],
    [303, "GET", undefined],
    [307, "POST", "data"],
    [308, "POST", "data"],
  ])("goes on after %i as %s", (status, method, body) => {
    const next = followRedirect(post, status, "/done?x=1");
    expect(next).toMatchObject({ method, url: new URL("https://a.test/done?x=1") });
    expect(next.body).toBe(body);
    expect("content-type" in next.headers).toBe(body !== undefined);
    expect(next.headers["authorization"]).toBe("Bearer t");
  });

  it("stays with HEAD after 303, and with PUT after 302", () => {
    expect(followRedirect({ ...post, method: "HEAD" }, 303, "/").method).toBe("HEAD");
    expect(followRedirect({ ...post, method: "PUT" }, 302, "/").method).toBe("PUT");
  });

  it.each(["https://b.test/", "http://a.test/", "https://a.test:444/", "//b.test/"])(
    "does not tell %s the credentials",
    (location) => {
      expect(followRedirect(post, 307, location).headers).toEqual({
        "content-type": "text/plain",
        "x-plain": "1",
      });
    },
  );

  it("forgets user and password of the new address", () => {
    expect(followRedirect(post, 307, "https://me:pw@a.test/#x").url.href).toBe("https://a.test/");
  });

  it.each([null, "", "file:///etc/passwd", "javascript:alert(1)", "http://["])("refuses %j", (location) => {
    expect(() => followRedirect(post, 302, location)).toThrow(/redirect/);
  });
});
