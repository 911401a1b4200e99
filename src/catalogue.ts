import { checkTypes } from "./checks/registry.ts";
import type { Catalogue } from "./config/catalogue.ts";
import { notifiers } from "./notifiers/registry.ts";
import { sinks } from "./sinks/registry.ts";

/** Every check type, notifier and sink there is: what a configuration may name. */
export const catalogue: Catalogue = { checkTypes, notifiers, sinks };
