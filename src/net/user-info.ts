/** A broken escape stands for itself: URLs let it through, `decodeURIComponent` does not. */
const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** User and password of a URL, decoded; absent when it has none. */
export const userInfo = ({ username, password }: URL) =>
  username === "" && password === "" ? undefined : { user: decoded(username), password: decoded(password) };

/** The value of an `authorization` header with user and password (RFC 7617). */
export const basicAuthorization = ({
  user,
  password,
}: {
  readonly user: string;
  readonly password: string;
}): string => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
