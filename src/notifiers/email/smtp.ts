import { Readable } from "node:stream";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { Clock } from "../../core/clock.ts";
import { formatDuration } from "../../core/duration.ts";

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** `implicit` from the first byte, `starttls` required, or `none`. */
  readonly tls: "implicit" | "starttls" | "none";
  readonly ca?: string;
  readonly credential?: { readonly user: string; readonly password: string };
  /** For the whole conversation. */
  readonly timeoutMs: number;
}

export interface SmtpLetter {
  readonly from: string;
  readonly to: readonly string[];
  /** The whole message, RFC 5322. */
  readonly raw: Buffer;
}

/** How a conversation ended. */
export type SmtpEnd =
  | { readonly kind: "done"; readonly refused: readonly string[] }
  | {
      readonly kind: "broken";
      /** True once the whole message had left: the server may have taken it. */
      readonly sent: boolean;
      /** nodemailer's word: `EAUTH`, `EENVELOPE`, `EMESSAGE`, `ESOCKET`, `ETLS` … */
      readonly code: string;
      /** The server's three digits, when it said no. */
      readonly status?: number;
      readonly detail: string;
    };

/** What nodemailer's errors carry besides the message. */
const brokenBy = (error: unknown, sent: boolean): SmtpEnd => {
  const { code, responseCode, message } = error as {
    readonly code?: unknown;
    readonly responseCode?: unknown;
    readonly message?: unknown;
  };
  return {
    kind: "broken",
    sent,
    code: typeof code === "string" ? code : "",
    ...(typeof responseCode === "number" && { status: responseCode }),
    detail: typeof message === "string" ? message : String(error),
  };
};

type Done<T> = (error?: Error | null, value?: T) => void;

const step = <T>(start: (done: Done<T>) => void): Promise<T | undefined> =>
  new Promise((resolve, reject) => start((error, value) => (error ? reject(error) : resolve(value))));

/** Holds one conversation: greets, signs in, hands over the letter if there is one, and leaves. Never rejects. */
export const converseSmtp = async (
  server: SmtpServer,
  letter: SmtpLetter | undefined,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<SmtpEnd> => {
  const { host, port, tls, ca, credential, timeoutMs } = server;
  const connection = new SMTPConnection({
    host,
    port,
    secure: tls === "implicit",
    requireTLS: tls === "starttls",
    ignoreTLS: tls === "none",
    tls: { ...(ca !== undefined && { ca }) },
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  });
  let sent = false;

  const converse = async (): Promise<SmtpEnd> => {
    await step<void>((done) => connection.connect(done));
    if (credential)
      await step((done) => connection.login({ user: credential.user, pass: credential.password }, done));
    if (!letter) return { kind: "done", refused: [] };
    const content = Readable.from([letter.raw]).once("end", () => (sent = true));
    const envelope = { from: letter.from, to: [...letter.to] };
    const info = await step<{ rejected: string[] }>((done) => connection.send(envelope, content, done));
    return { kind: "done", refused: info?.rejected ?? [] };
  };

  const { promise: broken, reject } = Promise.withResolvers<never>();
  const stop = () => reject(new Error("stopped"));
  const cancel = clock.schedule(timeoutMs, () =>
    reject(new Error(`the conversation did not end within ${formatDuration(timeoutMs)}`)),
  );
  connection.on("error", reject);
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    const end = await Promise.race([broken, converse()]);
    connection.quit();
    return end;
  } catch (error) {
    connection.close();
    return brokenBy(error, sent);
  } finally {
    cancel();
    signal.removeEventListener("abort", stop);
  }
};
