import { describeStore } from "../../../test/contracts/store.ts";
import { createMemoryStore } from "./store.ts";

describeStore("memory", createMemoryStore);
