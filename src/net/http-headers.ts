/** An answer's headers in the order in which they came. Names match whatever their case. */
export class HttpHeaders {
  /** Name, value, name, value …, as they came. */
  readonly #fields: string[] = [];

  append(name: string, value: string): void {
    this.#fields.push(name, value);
  }

  /** Every value of that name. */
  getAll(name: string): readonly string[] {
    const wanted = name.toLowerCase();
    const found: string[] = [];
    for (let at = 0; at < this.#fields.length; at += 2) {
      const other = this.#fields[at] ?? "";
      if (other.length === wanted.length && other.toLowerCase() === wanted)
        found.push(this.#fields[at + 1] ?? "");
    }
    return found;
  }

  /** The values of that name joined by `, ` (RFC 9110 5.3); null when there is none. */
  get(name: string): string | null {
    const found = this.getAll(name);
    return found.length === 0 ? null : found.join(", ");
  }

  getSetCookie(): readonly string[] {
    return this.getAll("set-cookie");
  }

  /** Names as they came; those that came twice are there twice. */
  *entries(): Generator<readonly [name: string, value: string]> {
    for (let at = 0; at < this.#fields.length; at += 2)
      yield [this.#fields[at] ?? "", this.#fields[at + 1] ?? ""];
  }
}
