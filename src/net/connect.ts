import type { Socket } from "node:net";
import { attemptTo, type Attempt, type AttemptOptions, type Failure, type Findings } from "./attempt.ts";
import { dial, type DialOptions } from "./dial.ts";
import { receiveFrom } from "./direct-socket.ts";
import { NetworkFailure, tlsFailure } from "./network-failure.ts";

/** What is said over the connection, for targets that greet. */
interface Talk {
  readonly send?: string;
  /** Listening ends when this says so, at `maxBytes`, when the target closes, or at the deadline. */
  readonly until: (received: Uint8Array) => boolean;
  readonly maxBytes: number;
}

export interface ConnectRequest extends DialOptions, AttemptOptions {
  /** Absent: the open connection is enough. */
  readonly talk?: Talk;
}

/** The connection was opened, and has been closed again. */
export interface Connected extends Findings {
  readonly kind: "connected";
  /** What the target said, empty without `talk`. */
  readonly received: Uint8Array;
}

export type Connection = Connected | (Failure & Findings);

const listenFailure = (error: unknown): NetworkFailure =>
  error instanceof NetworkFailure
    ? error
    : (tlsFailure(error) ??
      new NetworkFailure("connection-reset", "the target cut the connection before a word"));

/** What was heard counts, also when the connection then broke or time ran out: it can be judged. */
const listen = async (socket: Socket, talk: Talk, attempt: Attempt): Promise<Uint8Array> => {
  const chunks: Buffer[] = [];
  const received = () => Buffer.concat(chunks).subarray(0, talk.maxBytes);
  attempt.enter("first_byte");
  try {
    return await attempt.wait<Uint8Array>((resolve, reject) => {
      receiveFrom(socket, (bytes) => {
        if (chunks.length === 0) attempt.enter("transfer");
        chunks.push(Buffer.from(bytes));
        const all = received();
        if (all.length === talk.maxBytes || talk.until(all)) resolve(all);
      });
      socket.once("end", () => resolve(received()));
      socket.once("error", reject);
      if (talk.send) socket.write(talk.send);
    });
  } catch (error) {
    const failure = listenFailure(error);
    if (chunks.length > 0 && failure.reason.code !== "run-interrupted") return received();
    throw failure;
  } finally {
    attempt.leave();
  }
};

/** Opens TCP or TLS once, listens if asked to, closes. Whatever the target or the network does is a value. */
export const connectTo = (request: ConnectRequest): Promise<Connection> =>
  attemptTo<Connection>(request, async (attempt) => {
    const socket = await dial(request, attempt);
    const received = request.talk ? await listen(socket, request.talk, attempt) : new Uint8Array();
    return { kind: "connected", received, ...attempt.findings() };
  });
