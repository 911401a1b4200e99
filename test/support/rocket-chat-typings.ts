import { createRequire, registerHooks } from "node:module";

/** The part of an AJV validator that is used here. It coerces types in place: give it a clone. */
export interface VendorValidator {
  (body: unknown): boolean;
  readonly errors?: readonly { readonly message?: string }[] | null;
}

/** Rocket.Chat's own validators, from `@rocket.chat/rest-typings`. */
export interface RocketChatTypings {
  readonly isChatPostMessageProps: VendorValidator;
  readonly isChatUpdateProps: VendorValidator;
  readonly isChatSendMessageProps: VendorValidator;
  readonly isChatGetMessageProps: VendorValidator;
  readonly isRoomsInfoProps: VendorValidator;
  readonly isDmCreateProps: VendorValidator;
  /** Of answers. */
  readonly validateBadRequestErrorResponse: VendorValidator;
  readonly validateUnauthorizedErrorResponse: VendorValidator;
  readonly validateForbiddenErrorResponse: VendorValidator;
}

/**
 * Loads the validators. The package is written as ES modules whose imports have no file extensions, which Node
 * refuses: a hook tries `.js` and then `/index.js`, and is gone again afterwards.
 */
export const loadRocketChatTypings = (): RocketChatTypings => {
  const hooks = registerHooks({
    resolve: (specifier, context, next) => {
      const endings = context.parentURL?.includes("/@rocket.chat/") ? ["", ".js", "/index.js"] : [""];
      let failure: unknown;
      for (const ending of endings) {
        try {
          return next(specifier + ending, context);
        } catch (error) {
          failure ??= error;
        }
      }
      throw failure;
    },
  });
  try {
    const require = createRequire(import.meta.url);
    return {
      ...require("@rocket.chat/rest-typings/dist/v1/chat.js"),
      ...require("@rocket.chat/rest-typings/dist/v1/rooms.js"),
      ...require("@rocket.chat/rest-typings/dist/v1/dm/DmCreateProps.js"),
      ...require("@rocket.chat/rest-typings/dist/v1/Ajv.js"),
    } as RocketChatTypings;
  } finally {
    hooks.deregister();
  }
};

/** What the vendor's validator has against a value; absent when it is content. */
export const complaint = (validator: VendorValidator, value: unknown): string | undefined =>
  validator(structuredClone(value))
    ? undefined
    : (validator.errors ?? []).map(({ message = "" }) => message).join("\n");
