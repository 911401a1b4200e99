export const typia = undefined;
