const stamp =
  /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.\d+)?\s*(?:UTC|GMT|Z|(?:([+-])(\d{2}):?(\d{2})))?$/i;

/**
 * `GitHub-Authentication-Token-Expiration`, epoch ms: `2026-12-01 00:00:00 UTC`, or with an offset as `+0900`, the two
 * ways in which GitHub writes it. Absent for anything else.
 */
export const parseTokenExpiration = (text: string | null): number | undefined => {
  const found = stamp.exec(text?.trim() ?? "");
  if (!found) return undefined;
  const [, date = "", time = "", sign, hours = "0", minutes = "0"] = found;
  const wall = Date.parse(`${date}T${time}Z`);
  // Node takes the 31st of a short month for the first of the next.
  if (Number.isNaN(wall) || !new Date(wall).toISOString().startsWith(date)) return undefined;
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === "-" ? wall + offsetMs : wall - offsetMs;
};

const link = /<([^<>]*)>((?:\s*;\s*[^\s=;,]+\s*=\s*(?:"[^"]*"|[^\s;,"]*))*)/g;

/** The addresses of a `Link` header (RFC 8288) by their relation. */
export const parseLinks = (text: string | null): ReadonlyMap<string, string> => {
  const links = new Map<string, string>();
  for (const [, address = "", parameters = ""] of (text ?? "").matchAll(link)) {
    const rel = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i.exec(parameters);
    for (const name of (rel?.[1] ?? rel?.[2] ?? "").toLowerCase().split(/\s+/))
      if (name && !links.has(name)) links.set(name, address);
  }
  return links;
};

/** `administration=read` in words: `Administration: read`. Alternatives are parted by `;`, joint needs by `,`. */
export const acceptedPermissions = (text: string | null): string => {
  const words = (name: string) => {
    const spaced = name.replaceAll("_", " ").trim();
    return spaced.charAt(0).toUpperCase() + spaced.slice(1);
  };
  const alternatives = (text ?? "").split(";").map((joint) =>
    joint
      .split(",")
      .map((need) => /^\s*([a-z_]+)\s*=\s*(read|write|admin)\s*$/i.exec(need))
      .flatMap((found) => (found ? [`${words(found[1] ?? "")}: ${(found[2] ?? "").toLowerCase()}`] : []))
      .join(" and "),
  );
  return alternatives.filter(Boolean).slice(0, 3).join(", or ");
};
