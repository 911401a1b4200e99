import type { DeliveryResult } from "../../core/notifier.ts";
import type { SmtpEnd } from "./smtp.ts";

const remedies: Readonly<Record<string, string>> = {
  ETLS: "check host and the option tls; name a private authority's certificate in the option ca",
  EENVELOPE: "check from and to: the server refuses an address",
  EMESSAGE: "the server refuses the message itself: ask its administrator",
};

/** What the end of a conversation means (RFC 5321, 4.2.1: 4xx may be repeated, 5xx may not). */
export const classifySmtpEnd = (end: SmtpEnd): DeliveryResult => {
  if (end.kind === "done")
    return {
      kind: "delivered",
      ...(end.refused.length > 0 && { detail: `refused for ${end.refused.join(", ")}` }),
    };
  const { sent, code, status, detail } = end;
  const remedy = remedies[code];
  if (status !== undefined && status >= 400 && status < 500) return { kind: "failed", detail };
  if (code === "EAUTH")
    return {
      kind: "unauthorized",
      detail,
      remedy: "check user and password; many providers want an app password for SMTP",
    };
  if (status !== undefined && status >= 500)
    return { kind: "rejected", detail, ...(remedy !== undefined && { remedy }) };
  if (code === "EENVELOPE") return { kind: "rejected", detail, remedy: "check from and to" };
  if (sent) return { kind: "uncertain", detail };
  return { kind: "failed", detail: code === "ETLS" ? `${detail}; ${remedy}` : detail };
};
