import { RestClient } from "@rocket.chat/api-client";
import { afterEach, describe, expect, it } from "vitest";
import { startFakeRocketChat, type FakeRocketChat, type FakeRocketChatOptions } from "./fake-rocket-chat.ts";
import { complaint, loadRocketChatTypings } from "./rocket-chat-typings.ts";

const fakes: FakeRocketChat[] = [];

const start = async (options: FakeRocketChatOptions = {}): Promise<FakeRocketChat> => {
  const fake = await startFakeRocketChat(options);
  fakes.push(fake);
  return fake;
};

afterEach(async () => {
  for (const fake of fakes.splice(0)) await fake.stop();
});

/** The vendor's client, with its compile-time list of routes set aside: the fake is asked, not the types. */
interface VendorClient {
  post(endpoint: string, body: object): Promise<Record<string, unknown>>;
  get(endpoint: string, query?: object): Promise<Record<string, unknown>>;
  setCredentials(credentials: { "X-User-Id": string; "X-Auth-Token": string }): void;
}

const vendorClient = ({ url }: FakeRocketChat): VendorClient => new RestClient({ baseUrl: url });

const signIn = async (fake: FakeRocketChat): Promise<VendorClient> => {
  const client = vendorClient(fake);
  const { data } = (await client.post("/v1/login", { user: fake.user, password: fake.password })) as {
    readonly data: { readonly userId: string; readonly authToken: string };
  };
  client.setCredentials({ "X-User-Id": data.userId, "X-Auth-Token": data.authToken });
  return client;
};

/** The vendor's client rejects with the raw response. */
const refusalOf = (call: Promise<unknown>): Promise<{ status: number; body: unknown }> =>
  call.then(
    () => Promise.reject(new Error("the call was not refused")),
    async (response: Response) => ({ status: response.status, body: await response.json() }),
  );

describe("the vendor's own client against the fake Rocket.Chat", () => {
  it("logs in, posts, edits, reads and logs out", async () => {
    const fake = await start();
    const client = await signIn(fake);
    expect(await client.get("/v1/me")).toMatchObject({ username: fake.user });
    const { message } = (await client.post("/v1/chat.postMessage", {
      channel: "#alerts",
      text: "hello",
    })) as {
      readonly message: { readonly _id: string; readonly rid: string };
    };
    await client.post("/v1/chat.update", { roomId: message.rid, msgId: message._id, text: "edited" });
    expect(await client.get("/v1/chat.getMessage", { msgId: message._id })).toMatchObject({
      message: { msg: "edited" },
    });
    await client.post("/v1/chat.sendMessage", {
      message: { rid: message.rid, msg: "in thread", tmid: message._id },
    });
    expect(fake.messages("alerts").map(({ text, edited, tmid }) => [text, edited, tmid])).toEqual([
      ["edited", true, undefined],
      ["in thread", false, message._id],
    ]);
    await client.post("/v1/logout", {});
    expect((await refusalOf(client.get("/v1/me"))).status).toBe(401);
  });

  it("gets the vendor's refusals", async () => {
    const fake = await start();
    const stranger = vendorClient(fake);
    expect(await refusalOf(stranger.post("/v1/login", { user: fake.user, password: "wrong" }))).toMatchObject(
      {
        status: 401,
        body: { status: "error", error: "Unauthorized" },
      },
    );
    const client = await signIn(fake);
    const post = (body: object) => refusalOf(client.post("/v1/chat.postMessage", body));
    expect(await post({ channel: "#nowhere", text: "x" })).toMatchObject({
      status: 400,
      body: { errorType: "invalid-channel" },
    });
    expect(await post({ channel: "#alerts", text: "x", username: "me" })).toMatchObject({
      status: 400,
      body: { errorType: "invalid-params" },
    });
    expect(await post({ channel: "#alerts", text: "x".repeat(5001) })).toMatchObject({
      body: { errorType: "error-message-size-exceeded" },
    });
  });
});

describe("the fake Rocket.Chat", () => {
  it("takes unknown keys and form log-ins only in its lenient versions", async () => {
    const [lenient, strict] = [await start({ mode: "lenient" }), await start()];
    const login = ({ url, user, password }: FakeRocketChat) =>
      fetch(`${url}/api/v1/login`, {
        method: "POST",
        body: new URLSearchParams({ username: user, password }),
      });
    expect([(await login(lenient)).status, (await login(strict)).status]).toEqual([200, 401]);
    const client = await signIn(lenient);
    expect(
      await client.post("/v1/chat.postMessage", { channel: "#alerts", text: "x", username: "me" }),
    ).toMatchObject({ success: true });
  });

  it("refuses with bare 401 and 403 in version nine", async () => {
    const fake = await start({ mode: "nine" });
    expect(await refusalOf(vendorClient(fake).get("/v1/me"))).toEqual({
      status: 401,
      body: { success: false, error: "unauthorized" },
    });
    const client = await signIn(fake);
    const post = client.post("/v1/chat.postMessage", { channel: "#readonly", text: "x" });
    expect(await refusalOf(post)).toMatchObject({ status: 403, body: { errorType: "error-forbidden" } });
  });

  it("takes each message id once", async () => {
    const fake = await start();
    const client = await signIn(fake);
    const send = () =>
      client.post("/v1/chat.sendMessage", { message: { _id: "one", rid: "rid-alerts", msg: "x" } });
    await send();
    expect((await refusalOf(send())).status).toBe(400);
    expect(fake.messages("alerts")).toHaveLength(1);
  });

  it("loses the same answers for the same seed, never the messages", async () => {
    const lost = async () => {
      const fake = await start({ dropReplies: { probability: 0.5, seed: 3 } });
      const client = await signIn(fake);
      const results = [];
      for (let count = 0; count < 12; count++)
        results.push(
          await client.post("/v1/chat.postMessage", { channel: "#alerts", text: "x" }).then(
            () => "answered",
            () => "lost",
          ),
        );
      expect(fake.messages("alerts")).toHaveLength(12);
      return results;
    };
    const first = await lost();
    expect(new Set(first)).toEqual(new Set(["answered", "lost"]));
    expect(await lost()).toEqual(first);
  });
});

describe("the vendor's validators", () => {
  const typings = loadRocketChatTypings();

  it("are the real ones: they refuse what Rocket.Chat 7.4 began to refuse", () => {
    const { isChatPostMessageProps, isChatUpdateProps } = typings;
    expect(complaint(isChatPostMessageProps, { channel: "#a", text: "x" })).toBeUndefined();
    expect(complaint(isChatPostMessageProps, { channel: "#a", roomId: "r", text: "x" })).toBeDefined();
    expect(complaint(isChatPostMessageProps, { channel: "#a", tmid: "t", text: "x" })).toBeDefined();
    expect(
      complaint(isChatUpdateProps, { roomId: "r", msgId: "m", text: "x", attachments: [] }),
    ).toBeDefined();
  });
});
