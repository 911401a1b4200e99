import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { listen } from "./listen.ts";

const answering = (answer: (request: Request) => Response | Promise<Response>) => ({ fetch: answer });
const hello = answering(() => new Response("hello"));

describe("listening", () => {
  it("takes a free port and says where", async () => {
    const server = await listen(hello, { host: "127.0.0.1", port: 0 });
    expect(server.port).toBeGreaterThan(0);
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
    expect(await (await fetch(server.url)).text()).toBe("hello");
    await server.close(0);
    await expect(fetch(server.url)).rejects.toThrow("fetch failed");
  });

  it("writes an IPv6 address in brackets", async () => {
    const server = await listen(hello, { host: "::1", port: 0 });
    expect(server.url).toBe(`http://[::1]:${server.port}`);
    expect(await (await fetch(server.url)).text()).toBe("hello");
    await server.close(0);
  });

  it("names the address and the remedy when another program listens there", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    await expect(listen(hello, { host: "127.0.0.1", port })).rejects.toThrow(
      `cannot listen on 127.0.0.1:${port}: another program listens there; stop it or choose another server.port`,
    );
    other.close();
  });

  it("names the remedy for an address of another machine", async () => {
    await expect(listen(hello, { host: "192.0.2.1", port: 0 })).rejects.toThrow(
      "cannot listen on 192.0.2.1:0: this machine has no such address; check server.host",
    );
  });

  it("lets a request finish when it closes", async () => {
    const [asked, finish] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const server = await listen(
      answering(async () => {
        asked.resolve();
        await finish.promise;
        return new Response("finished");
      }),
      { host: "127.0.0.1", port: 0 },
    );
    const answer = fetch(server.url);
    await asked.promise;
    const closed = server.close(600_000);
    finish.resolve();
    expect(await (await answer).text()).toBe("finished");
    await closed;
  });

  it("cuts what does not end in time", async () => {
    const asked = Promise.withResolvers<void>();
    const server = await listen(
      answering(() => {
        asked.resolve();
        return new Promise(() => {});
      }),
      { host: "127.0.0.1", port: 0 },
    );
    const answer = fetch(server.url);
    await asked.promise;
    const [outcome] = await Promise.allSettled([answer, server.close(0)]);
    expect(outcome.status).toBe("rejected");
  });
});
