import type { AddressInfo } from "node:net";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";

/** A letter that was taken. */
export interface FakeLetter {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  /** As an independent parser reads it. */
  readonly mail: Email;
}

/** A refusal by its three digits, or no answer at all. */
export type SmtpFailure =
  | { readonly at: "auth" | "from" | "to" | "data"; readonly code: number; readonly words: string }
  /** Takes the letter, then drops the connection instead of saying so. */
  | { readonly at: "after-data" }
  /** Takes the letter and says nothing until `release`. */
  | { readonly at: "hang" };

export interface FakeSmtp {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly letters: () => readonly FakeLetter[];
  readonly failNext: (failure: SmtpFailure) => void;
  /** Resolves with the first letter that came or comes. */
  readonly received: () => Promise<FakeLetter>;
  readonly release: () => void;
  readonly stop: () => Promise<void>;
}

export interface FakeSmtpOptions {
  readonly user?: string;
  readonly password?: string;
  /** Certificate and key; without them there is no TLS. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly implicit: boolean };
}

const refusal = ({ code, words }: { readonly code: number; readonly words: string }): Error =>
  Object.assign(new Error(words), { responseCode: code });

const readAll = async (stream: SMTPServerDataStream): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

/** Starts a real SMTP server (package `smtp-server`) that keeps what it takes and refuses as it is told. */
export const startFakeSmtp = async (options: FakeSmtpOptions = {}): Promise<FakeSmtp> => {
  const user = options.user ?? "hinomi";
  const password = options.password ?? "correct horse battery staple";
  const letters: FakeLetter[] = [];
  const failures: SmtpFailure[] = [];
  const first = Promise.withResolvers<FakeLetter>();
  let held: (() => void)[] = [];

  const failureAt = (...places: readonly SmtpFailure["at"][]): SmtpFailure | undefined => {
    const index = failures.findIndex(({ at }) => places.includes(at));
    return index < 0 ? undefined : failures.splice(index, 1)[0];
  };
  const refuse = (at: "auth" | "from" | "to" | "data"): Error | undefined => {
    const failure = failureAt(at);
    return failure && "code" in failure ? refusal(failure) : undefined;
  };

  const take = async (
    stream: SMTPServerDataStream,
    { envelope: { mailFrom, rcptTo } }: SMTPServerSession,
    done: (error?: Error | null) => void,
  ): Promise<void> => {
    const raw = await readAll(stream);
    const refused = refuse("data");
    if (refused) return done(refused);
    const letter: FakeLetter = {
      from: mailFrom === false ? "" : mailFrom.address,
      to: rcptTo.map(({ address }) => address),
      raw,
      mail: await PostalMime.parse(raw),
    };
    letters.push(letter);
    first.resolve(letter);
    const failure = failureAt("after-data", "hang");
    if (failure?.at === "hang") held.push(() => done());
    else if (failure) server.connections.forEach((connection) => connection.close());
    else done();
  };

  const server = new SMTPServer({
    secure: options.tls?.implicit ?? false,
    ...(options.tls && { cert: options.tls.cert, key: options.tls.key }),
    hideSTARTTLS: !options.tls,
    allowInsecureAuth: !options.tls,
    authOptional: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    onAuth: (auth, _session, done) => {
      const refused = refuse("auth");
      if (refused) done(refused);
      else if (auth.username === user && auth.password === password) done(null, { user });
      else done(new Error(`Invalid login for ${auth.username} with ${auth.password}`));
    },
    onMailFrom: (_address, _session, done) => done(refuse("from")),
    onRcptTo: (_address, _session, done) => done(refuse("to")),
    onData: (stream, session, done) => void take(stream, session, done),
  });
  server.on("error", () => {});
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", () => resolve()));
  return {
    port: (server.server.address() as AddressInfo).port,
    user,
    password,
    letters: () => letters,
    failNext: (failure) => void failures.push(failure),
    received: () => first.promise,
    release: () => {
      const due = held;
      held = [];
      for (const say of due) say();
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
};
