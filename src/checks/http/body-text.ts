const charsetParameter = /;\s*charset\s*=\s*(?:"([^"]*)"|([^\s;]+))/i;

/** The character set that the answer names, else the one its byte order mark tells, else UTF-8. */
const charsetOf = (body: Uint8Array, contentType: string | null): string => {
  if (body[0] === 0xff && body[1] === 0xfe) return "utf-16le";
  if (body[0] === 0xfe && body[1] === 0xff) return "utf-16be";
  if (!contentType?.includes("=")) return "utf-8";
  const [, quoted, plain] = charsetParameter.exec(contentType) ?? [];
  return quoted ?? plain ?? "utf-8";
};

export type DecodedText =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "invalid"; readonly detail: string };

/** UTF-8 is nearly everybody's; whole texts leave no state in a decoder. */
const utf8 = new TextDecoder("utf-8", { fatal: true });

const decoderFor = (charset: string) => {
  if (charset.toLowerCase() === "utf-8") return utf8;
  try {
    return new TextDecoder(charset, { fatal: true });
  } catch {
    return undefined;
  }
};

/** The body as text, by the labels of the WHATWG Encoding Standard; nothing is replaced silently. */
export const decodeText = (body: Uint8Array, contentType: string | null): DecodedText => {
  const charset = charsetOf(body, contentType);
  const decoder = decoderFor(charset);
  if (!decoder)
    return { kind: "invalid", detail: `the body's character set ${JSON.stringify(charset)} is not known` };
  try {
    return { kind: "text", text: decoder.decode(body) };
  } catch {
    return { kind: "invalid", detail: `the body is not valid ${decoder.encoding}` };
  }
};

/** The body as far as it can be read, for evidence. */
export const readableText = (body: Uint8Array, contentType: string | null): string => {
  const decoded = decodeText(body, contentType);
  return decoded.kind === "text" ? decoded.text : new TextDecoder().decode(body);
};
