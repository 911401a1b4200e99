import { randomUUID } from "node:crypto";
import { textOf, type FakeAnswer, type FakeCall } from "./fake-http.ts";
import { complaint, type RocketChatTypings, type VendorValidator } from "./rocket-chat-typings.ts";

/**
 * `lenient` is Rocket.Chat up to 7.3 (unknown keys and form bodies pass), `strict` 7.4 to 8.x (the vendor's validators
 * judge every body), `nine` 9.0 (as strict, with bare 401 and refusals as 403).
 */
type RocketChatMode = "lenient" | "strict" | "nine";

/** A message in a room. */
export interface RocketChatMessage {
  readonly id: string;
  readonly roomId: string;
  text: string;
  readonly alias?: string;
  /** The message whose thread it is in. */
  readonly tmid?: string;
  edited: boolean;
  /** Earlier texts, oldest first. */
  readonly history: string[];
}

export interface RocketChatServerOptions {
  readonly mode?: RocketChatMode;
  readonly user: string;
  readonly password: string;
  readonly userId: string;
  /** A personal access token of the same account. */
  readonly token: string;
  /** Without `bot`, `alias` is refused. Default `["user", "bot"]`. */
  readonly roles?: readonly string[];
  /** Names of rooms that exist. Default `alerts` and `general`. `readonly` is there too and takes no message. */
  readonly rooms?: readonly string[];
  /** Log-ins are refused because of two-factor authentication, or after a lock-out. */
  readonly login?: "open" | "two-factor" | "locked-out";
  readonly editing?: boolean;
  readonly threads?: boolean;
  readonly webhookToken: string;
  readonly webhookEnabled?: boolean;
}

export interface RocketChatServer {
  readonly handle: (call: FakeCall) => FakeAnswer;
  readonly messages: (room?: string) => readonly RocketChatMessage[];
  readonly expireTokens: () => void;
  readonly deleteMessage: (id: string) => void;
}

const maxLength = 5000;
const loginKeys = ["user", "username", "email", "password", "code"];

const roomIdOf = (name: string): string => `rid-${name}`;

const ok = (body: object): FakeAnswer => ({ status: 200, body: { ...body, success: true } });

/** The server behind the fake: accounts, rooms and messages, without any network. */
export const createRocketChatServer = (
  options: RocketChatServerOptions,
  typings: RocketChatTypings,
): RocketChatServer => {
  const { mode = "strict", user, userId, roles = ["user", "bot"], editing = true, threads = true } = options;
  const names = [...(options.rooms ?? ["alerts", "general"]), "readonly"];
  const rooms = new Map(names.map((name) => [roomIdOf(name), name]));
  const tokens = new Set<string>();
  let messages: RocketChatMessage[] = [];

  const refuse = (error: string, errorType: string): FakeAnswer =>
    mode === "nine"
      ? { status: 403, body: { success: false, error, errorType: "error-forbidden" } }
      : { status: 400, body: { success: false, error, errorType } };

  const bad = (error: string, errorType?: string): FakeAnswer => ({
    status: 400,
    body: { success: false, error, ...(errorType !== undefined && { errorType }) },
  });

  /** The vendor's validator decides, except in the old days. */
  const invalid = (validator: VendorValidator, value: unknown): FakeAnswer | undefined => {
    const found = mode === "lenient" ? undefined : complaint(validator, value);
    return found === undefined ? undefined : bad(`${found} [invalid-params]`, "invalid-params");
  };

  const unauthorized = (error: string, message = error): FakeAnswer => ({
    status: 401,
    body:
      mode === "nine"
        ? { success: false, error: "unauthorized" }
        : { success: false, status: "error", error, message },
  });

  const isSignedIn = ({ headers }: FakeCall): boolean => {
    const token = String(headers["x-auth-token"]);
    return headers["x-user-id"] === userId && (token === options.token || tokens.has(token));
  };

  const login = ({ body, headers }: FakeCall): FakeAnswer => {
    const isJson = String(headers["content-type"]).includes("application/json");
    const keys = typeof body === "object" && body !== null ? Object.keys(body) : [];
    const isReadable = mode === "lenient" || (isJson && keys.every((key) => loginKeys.includes(key)));
    const name = textOf(body, "user") || textOf(body, "username") || textOf(body, "email");
    if (!isReadable || name !== user || textOf(body, "password") !== options.password)
      return unauthorized("Unauthorized");
    if (options.login === "locked-out")
      return unauthorized(
        "error-login-blocked-for-user",
        "Login has been temporarily blocked For User [error-login-blocked-for-user]",
      );
    if (options.login === "two-factor") {
      const refusal = unauthorized("totp-required", "TOTP Required [totp-required]");
      const details = { method: "totp", availableMethods: ["totp"] };
      return mode === "nine" ? refusal : { ...refusal, body: { ...(refusal.body as object), details } };
    }
    const authToken = randomUUID().replaceAll("-", "");
    tokens.add(authToken);
    return {
      status: 200,
      body: { status: "success", data: { userId, authToken, me: { _id: userId, username: user, roles } } },
    };
  };

  const logout = ({ headers }: FakeCall): FakeAnswer => {
    tokens.delete(String(headers["x-auth-token"]));
    return { status: 200, body: { status: "success", data: { message: "You've been logged out!" } } };
  };

  const findRoom = (wanted: string): string | undefined => {
    if (wanted.startsWith("@")) return openDirect(wanted.slice(1));
    const name = wanted.replace(/^#/, "");
    return [wanted, roomIdOf(name)].find((id) => rooms.has(id));
  };

  const openDirect = (person: string): string | undefined => {
    if (person === "nobody") return undefined;
    rooms.set(roomIdOf(`@${person}`), `@${person}`);
    return roomIdOf(`@${person}`);
  };

  /** What keeps a message from being posted, besides its shape. */
  const obstacle = (room: string, text: string, alias: string): FakeAnswer | undefined => {
    if (rooms.get(room) === "readonly")
      return refuse("You can't send messages because the room is readonly.", "error-not-allowed");
    if (text.length > maxLength)
      return bad(
        "Message size exceeds Message_MaxAllowedSize [error-message-size-exceeded]",
        "error-message-size-exceeded",
      );
    return alias !== "" && !roles.includes("bot")
      ? refuse("Not enough permission", "error-not-allowed")
      : undefined;
  };

  const store = (message: Omit<RocketChatMessage, "edited" | "history">): RocketChatMessage => {
    const stored = { ...message, edited: false, history: [] };
    messages.push(stored);
    return stored;
  };

  const shown = ({ id, roomId, text, tmid }: RocketChatMessage) => ({
    _id: id,
    rid: roomId,
    msg: text,
    ts: new Date(0).toISOString(),
    u: { _id: userId, username: user },
    ...(tmid !== undefined && { tmid }),
  });

  const postMessage = ({ body }: FakeCall): FakeAnswer => {
    const refusal = invalid(typings.isChatPostMessageProps, body);
    if (refusal) return refusal;
    const channel = textOf(body, "channel") || textOf(body, "roomId");
    const roomId = findRoom(channel);
    if (roomId === undefined) return bad("[invalid-channel]", "invalid-channel");
    const [text, alias, tmid] = [textOf(body, "text"), textOf(body, "alias"), textOf(body, "tmid")];
    const found = obstacle(roomId, text, alias);
    if (found) return found;
    const message = store({ id: randomUUID(), roomId, text, alias, ...(tmid !== "" && { tmid }) });
    return ok({ ts: 0, channel, message: shown(message) });
  };

  const sendMessage = ({ body }: FakeCall): FakeAnswer => {
    const refusal = invalid(typings.isChatSendMessageProps, body);
    if (refusal) return refusal;
    const { message } = body as { readonly message: unknown };
    const [roomId, text, tmid] = [textOf(message, "rid"), textOf(message, "msg"), textOf(message, "tmid")];
    const id = textOf(message, "_id") || randomUUID();
    if (!rooms.has(roomId)) return bad("Invalid room [error-invalid-room]", "error-invalid-room");
    if (tmid !== "" && !threads) return refuse("not-allowed [error-not-allowed]", "error-not-allowed");
    const found = obstacle(roomId, text, textOf(message, "alias"));
    if (found) return found;
    if (messages.some((known) => known.id === id))
      return bad("Cannot read properties of undefined (reading '_id')");
    const alias = textOf(message, "alias");
    return ok({ message: shown(store({ id, roomId, text, alias, ...(tmid !== "" && { tmid }) })) });
  };

  const getMessage = ({ query }: FakeCall): FakeAnswer => {
    const refusal = invalid(typings.isChatGetMessageProps, query);
    if (refusal) return refusal;
    const message = messages.find(({ id }) => id === query["msgId"]);
    return message ? ok({ message: shown(message) }) : { status: 400, body: { success: false } };
  };

  const update = ({ body }: FakeCall): FakeAnswer => {
    const refusal = invalid(typings.isChatUpdateProps, body);
    if (refusal) return refusal;
    const [id, text] = [textOf(body, "msgId"), textOf(body, "text")];
    const message = messages.find((message) => message.id === id);
    if (!message) return bad(`No message found with the id of "${id}".`);
    if (message.roomId !== textOf(body, "roomId"))
      return bad("The room id provided does not match where the message is from.");
    if (!editing)
      return refuse(
        "Message editing is blocked [error-message-editing-blocked]",
        "error-message-editing-blocked",
      );
    if (message.text !== text) {
      message.history.push(message.text);
      message.text = text;
      message.edited = true;
    }
    return ok({ message: shown(message) });
  };

  const roomsInfo = ({ query }: FakeCall): FakeAnswer => {
    const refusal = invalid(typings.isRoomsInfoProps, query);
    if (refusal) return refusal;
    const roomId = findRoom(query["roomId"] ?? query["roomName"] ?? "");
    return roomId === undefined
      ? bad(
          'The required "roomId" or "roomName" param provided does not match any channel [error-room-not-found]',
          "error-room-not-found",
        )
      : ok({ room: { _id: roomId, name: rooms.get(roomId), t: "c" } });
  };

  const createDirect = ({ body }: FakeCall): FakeAnswer => {
    const refusal = invalid(typings.isDmCreateProps, body);
    if (refusal) return refusal;
    const roomId = openDirect(textOf(body, "username"));
    return roomId === undefined
      ? bad("Invalid user [error-invalid-user]", "error-invalid-user")
      : ok({ room: { _id: roomId, rid: roomId, t: "d" } });
  };

  const hook = ({ path, body }: FakeCall): FakeAnswer => {
    if (!path.endsWith(`/${options.webhookToken}`))
      return { status: 404, body: { success: false, error: "Invalid integration id or token provided." } };
    if (options.webhookEnabled === false)
      return { status: 503, body: { success: false, error: "Service Unavailable" } };
    const roomId = findRoom(textOf(body, "channel") || "#alerts");
    if (roomId === undefined) return bad("[invalid-channel]", "invalid-channel");
    store({
      id: randomUUID(),
      roomId,
      text: textOf(body, "text") || textOf(body, "msg"),
      alias: textOf(body, "alias"),
    });
    return { status: 200, body: { success: true } };
  };

  const routes: Readonly<Record<string, (call: FakeCall) => FakeAnswer>> = {
    "GET me": () => ok({ _id: userId, username: user, roles, emails: [] }),
    "POST logout": logout,
    "GET rooms.info": roomsInfo,
    "POST im.create": createDirect,
    "POST chat.postMessage": postMessage,
    "POST chat.sendMessage": sendMessage,
    "POST chat.update": update,
    "GET chat.getMessage": getMessage,
  };

  const answer = (call: FakeCall): FakeAnswer => {
    const { method, path } = call;
    if (method === "POST" && path.startsWith("/hooks/")) return hook(call);
    const name = `${method} ${path.replace(/^\/api\/v1\//, "")}`;
    if (name === "POST login") return login(call);
    const route = routes[name];
    if (!route) return { status: 404, body: "<!DOCTYPE html><html><body>Not found</body></html>" };
    return isSignedIn(call)
      ? vouched(route(call), typings)
      : unauthorized("You must be logged in to do this.");
  };

  return {
    handle: answer,
    messages: (room) => messages.filter(({ roomId }) => room === undefined || rooms.get(roomId) === room),
    expireTokens: () => tokens.clear(),
    deleteMessage: (id) => void (messages = messages.filter((message) => message.id !== id)),
  };
};

/** The fake's own refusals must have the shape that the vendor gives them. */
const vouched = (answer: FakeAnswer, typings: RocketChatTypings): FakeAnswer => {
  const validators: Readonly<Record<number, VendorValidator>> = {
    400: typings.validateBadRequestErrorResponse,
    401: typings.validateUnauthorizedErrorResponse,
    403: typings.validateForbiddenErrorResponse,
  };
  const validator = validators[answer.status];
  const found = validator && complaint(validator, answer.body);
  if (found !== undefined) throw new Error(`the fake Rocket.Chat answers what the real one cannot: ${found}`);
  return answer;
};
