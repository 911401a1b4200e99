import type { HttpHeaders } from "./http-headers.ts";

export interface HttpLimits {
  /** Default 32 KiB. */
  readonly headerBytes: number;
  /** The body on the wire. Default 4 MiB. */
  readonly bodyBytes: number;
  /** The body after decompression. Default 16 MiB. */
  readonly decompressedBytes: number;
}

/** An answer whose headers have arrived, in whatever version of HTTP. */
export interface BegunAnswer {
  readonly status: number;
  /** Empty where the version has none. */
  readonly statusText: string;
  /** `1.0`, `1.1`, `2`. */
  readonly httpVersion: string;
  readonly headers: HttpHeaders;
  /**
   * Waits for the whole body and decompresses it; the attempt's phase has been left when it is there.
   * @throws {NetworkFailure} with what went wrong
   */
  readBody(): Promise<Uint8Array>;
  /** Closes the connection without reading the body. */
  discard(): void;
}
