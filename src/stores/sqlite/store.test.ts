import { describeStore } from "../../../test/contracts/store.ts";
import { createSqliteStore } from "./store.ts";

describeStore("sqlite", () => createSqliteStore({ path: ":memory:" }));
