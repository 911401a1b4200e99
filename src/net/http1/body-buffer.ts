import { NetworkFailure } from "../network-failure.ts";

const nothing = Buffer.alloc(0);

/**
 * Gathers a body in one stretch of memory, so that many small pieces cost no more than a few large ones. It grows by
 * what has arrived, not by what was announced.
 */
export class BodyBuffer {
  readonly #limitBytes: number;
  #bytes = nothing;
  #length = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** Copies `source` from `start` to `end`. */
  add(source: Buffer, start: number, end: number): void {
    const length = this.#length + end - start;
    this.expect(length);
    if (length > this.#bytes.length) this.#grow(length);
    source.copy(this.#bytes, this.#length, start, end);
    this.#length = length;
  }

  /**
   * Says that the body will have so many bytes.
   * @throws {NetworkFailure} `body-too-large`
   */
  expect(length: number): void {
    if (length > this.#limitBytes)
      throw new NetworkFailure("body-too-large", `the body is larger than ${this.#limitBytes} bytes`);
  }

  #grow(length: number): void {
    const grown = Buffer.allocUnsafe(Math.min(this.#limitBytes, Math.max(length, this.#bytes.length * 2)));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }

  /** What has been gathered; not copied. */
  read(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }
}
