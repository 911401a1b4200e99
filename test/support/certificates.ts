import { createCertificate, type KeyedCertificate } from "../../src/demo/certificate.ts";

const dayMs = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * dayMs);

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
};

/** A private certificate authority; made once per process, like everything here, because keys are slow to make. */
export const authority = once(() => createCertificate({ host: "Hinomi test authority", days: 30 }));

const issued = (options: { days: number; notBefore?: Date; host?: string }) =>
  once((): KeyedCertificate => createCertificate({ host: "127.0.0.1", issuer: authority(), ...options }));

/** Certificates of 127.0.0.1, signed by the authority unless their name says otherwise. */
export const certificates = {
  good: issued({ days: 90 }),
  expiringIn10Days: issued({ days: 20, notBefore: daysAgo(10) }),
  expired: issued({ days: 5, notBefore: daysAgo(10) }),
  notYetValid: issued({ days: 30, notBefore: daysAgo(-5) }),
  wrongHost: issued({ days: 90, host: "other.example" }),
  selfSigned: once(() => createCertificate({ host: "127.0.0.1", days: 90 })),
  ofAnotherAuthority: once(() =>
    createCertificate({
      host: "127.0.0.1",
      days: 90,
      issuer: createCertificate({ host: "Somebody", days: 90 }),
    }),
  ),
  client: issued({ days: 90, host: "client" }),
} as const satisfies Readonly<Record<string, () => KeyedCertificate>>;
