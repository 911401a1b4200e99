import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openStore } from "./registry.ts";

it("opens a store by its URL", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hinomi-registry-"));
  const path = join(folder, "hinomi.db");
  await openStore("memory:").close();
  await openStore(`sqlite:${path}`).close();
  expect(statSync(path).isFile()).toBe(true);
  rmSync(folder, { recursive: true });
});

it.each(["postgres://ann:secret@db/hinomi", "sqlite:", "", "/var/lib/hinomi.db", "constructor:x"])(
  "refuses %j, naming what there is and no secret",
  (url) => {
    expect(() => openStore(url)).toThrow(
      expect.objectContaining({
        code: "store-unavailable",
        message: expect.not.stringContaining("secret"),
        remedy: "Write sqlite:<path of the file>, or memory: to keep nothing",
      }),
    );
  },
);
