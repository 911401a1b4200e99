import { Socket } from "node:net";

/** One for all: it is filled and emptied within the same callback. */
const shared = Buffer.allocUnsafeSlow(65_536);

type Receiver = (bytes: Buffer) => void;

const ignore = () => {};

/** A TCP socket that hands over what it receives in a shared buffer, which costs less than a buffer for each read. */
export class DirectSocket extends Socket {
  readonly #reading: { receiver: Receiver; readonly early: Buffer[] };

  constructor() {
    const early: Buffer[] = [];
    const reading = { early, receiver: (bytes: Buffer): void => void early.push(Buffer.from(bytes)) };
    const callback = (length: number): boolean => {
      reading.receiver(shared.subarray(0, length));
      return true;
    };
    super({ onread: { buffer: shared, callback } });
    this.#reading = reading;
  }

  /** `receiver` must be done with the bytes, or have copied them, when it returns. */
  listen(receiver: Receiver): void {
    this.#reading.receiver = receiver;
    // What arrived before anybody listened.
    for (const bytes of this.#reading.early.splice(0)) receiver(bytes);
  }

  /**
   * Closes it and lets go of all that listened. Every socket of Node has a function that V8 allocates among old objects
   * (one that is assigned to a property, in `WritableState`), so it stays until old objects are collected, with all
   * that it refers to.
   */
  release(): void {
    this.destroy();
    this.removeAllListeners();
    this.on("error", ignore);
    this.#reading.receiver = ignore;
  }
}

/** Calls `receiver` with everything that arrives; it must not keep the bytes. */
export const receiveFrom = (socket: Socket, receiver: Receiver): void => {
  if (socket instanceof DirectSocket) socket.listen(receiver);
  else socket.on("data", receiver);
};
