import type { Readable } from "node:stream";

/** What a program prints to one of its streams, up to a limit. */
export class BoundedOutput {
  readonly #stream: Readable;
  readonly #chunks: Buffer[] = [];
  readonly #limitBytes: number;
  readonly #onOverflow: () => void;
  #bytes = 0;
  /** Whether the stream has ended: everybody who could write to it has closed it. */
  hasEnded = false;

  constructor(stream: Readable, limitBytes: number, on: { overflow: () => void; end: () => void }) {
    this.#stream = stream;
    this.#limitBytes = limitBytes;
    this.#onOverflow = on.overflow;
    const end = () => {
      this.hasEnded = true;
      on.end();
    };
    stream.on("data", this.#take);
    stream.on("error", end);
    stream.on("close", end);
  }

  readonly #take = (chunk: Buffer): void => {
    const room = this.#limitBytes - this.#bytes;
    this.#bytes += chunk.length;
    if (room > 0) this.#chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk);
    // What comes after an overflow is still taken from the pipe: the program shall be able to end.
    if (room < chunk.length) this.#onOverflow();
  };

  text(): string {
    return new TextDecoder().decode(Buffer.concat(this.#chunks));
  }

  /** Nothing more is read. */
  close(): void {
    this.#stream.destroy();
  }
}
