const shortestMs = 1000;
const longestMs = 3_600_000;

/** A server's hint, kept between one second and one hour: neither hammered nor silenced by a wrong clock. */
export const boundHint = (ms: number): number => Math.min(longestMs, Math.max(shortestMs, Math.ceil(ms)));

/** `Retry-After` as seconds or a date (RFC 9110, 10.2.3), bounded; absent when there is none that can be read. */
export const retryAfterMs = (headers: Pick<Headers, "get">, now: number): number | undefined => {
  const value = headers.get("retry-after")?.trim();
  if (!value) return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return boundHint(Number(value) * 1000);
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : boundHint(at - now);
};
