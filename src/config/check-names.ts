import type { CheckItems } from "./file-tree.ts";
import { find, isPlainMap, textAt, type LocatedMap, type Place } from "./located.ts";
import type { Report } from "./report.ts";

/** What the checks of a file are called: their ids, and which of them are in a group. */
export class CheckNames {
  readonly #byId = new Map<string, number>();
  readonly #byGroup = new Map<string, number[]>();
  readonly #ids: (string | undefined)[] = [];
  /** The first check with an id, and another one. */
  readonly #duplicates: (readonly [number, number])[] = [];

  /** Takes the next check of the file. */
  add(items: CheckItems, index: number): void {
    const plain = items.plain(index);
    const { id, group } = isPlainMap(plain) ? plain : {};
    const name = typeof id === "string" ? id : undefined;
    this.#ids.push(name);
    if (typeof group === "string") {
      const members = this.#byGroup.get(group);
      if (members) members.push(index);
      else this.#byGroup.set(group, [index]);
    }
    if (name === undefined) return;
    const first = this.#byId.get(name);
    if (first === undefined) this.#byId.set(name, index);
    else this.#duplicates.push([first, index]);
  }

  /** Reports every id that an earlier check has. */
  reportDuplicates(items: CheckItems, report: Report): void {
    for (const pair of this.#duplicates) {
      const [first, second] = pair.map((index) => find(items.locate(index), ["id"]));
      const name = textAt(first);
      if (first && second && name !== undefined) report.error(second.at, takenBy(name, first.at));
    }
  }

  get ids(): ReadonlySet<string> {
    return new Set(this.#byId.keys());
  }

  /** The ids of the check and of the group's checks that a window names, in the file's order. */
  named(name: string): readonly string[] {
    const own = this.#byId.get(name);
    const members = this.#byGroup.get(name) ?? [];
    const indexes = own === undefined ? members : [own, ...members].sort((left, right) => left - right);
    return indexes.map((index) => this.#ids[index]).filter((id) => id !== undefined);
  }
}

/** Reports every id in a list of maps that an earlier one has. */
export const reportDuplicates = (maps: readonly LocatedMap[], report: Report): void => {
  const first = new Map<string, Place>();
  for (const map of maps) {
    const id = find(map, ["id"]);
    const name = textAt(id);
    if (!id || name === undefined) continue;
    const before = first.get(name);
    if (before) report.error(id.at, takenBy(name, before));
    else first.set(name, id.at);
  }
};

const takenBy = (name: string, before: Place): string =>
  `the id "${name}" is taken by ${before.path.replace(/\.id$/, "")} already`;
