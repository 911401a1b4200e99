const shortestMs = 1000;
const longestMs = 3_600_000;

/** `Retry-After` as seconds or a date (RFC 9110, 10.2.3), between one second and one hour; absent without one. */
export const retryAfterMs = (headers: Pick<Headers, "get">, now: number): number | undefined => {
  const value = headers.get("retry-after")?.trim();
  if (!value) return undefined;
  const ms = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(ms) ? undefined : Math.min(longestMs, Math.max(shortestMs, Math.ceil(ms)));
};
