import {
  placeIn,
  type Entry,
  type Located,
  type LocatedMap,
  type LocatedScalar,
  type Place,
} from "./located.ts";
import { beyondPlain, plainScalar } from "./plain-scalar.ts";
import { beyond, mark, QuickCursor, type Token } from "./quick-cursor.ts";

/** Makes the value of a text: `key` is the map's key that it stands under, `around` the key around that map. */
export type ResolveQuickly = (
  token: Token,
  at: Place,
  around: string | undefined,
  key: string | undefined,
) => LocatedScalar;

/** A list or map whose values are being read. */
interface Frame {
  readonly at: Place;
  /** The nearest key of a map that it stands under, and the one around that. */
  readonly key: string | undefined;
  readonly around: string | undefined;
}

const mostLevels = 50;

/**
 * Reads the part of YAML that configurations are written in, and JSON, into the same tree as the `yaml` package does
 * in ten times the time. Throws `Beyond` on all else (anchors, tags, block texts, tabs, keys without a value, and
 * whatever is wrong): every doubt is settled by leaving it to the package.
 */
export class QuickYaml {
  readonly #cursor: QuickCursor;
  readonly #resolve: ResolveQuickly;
  #level = 0;
  /** A list or map in brackets may go over several lines when it is the whole file. */
  #isFlow = false;

  constructor(text: string, resolve: ResolveQuickly) {
    this.#cursor = new QuickCursor(text);
    this.#resolve = resolve;
  }

  /**
   * The map that the file is, giving way now and then. The items of the list under `listKey` are not kept in it:
   * each is handed over as it is read, with its offset.
   */
  *read(listKey: string, take: (item: Located, offset: number) => void): Generator<void, LocatedMap> {
    const cursor = this.#cursor;
    cursor.toContent();
    if (cursor.column === 0 && cursor.startsWith("---\n")) {
      cursor.at += 3;
      cursor.nextLine();
    }
    this.#isFlow = cursor.code() === mark.openMap;
    const root: Frame = { at: { offset: cursor.at, path: "" }, key: undefined, around: undefined };
    const entries = new Map<string, Entry>();
    const { column } = cursor;
    if (this.#isFlow) this.#open();
    for (let hasMore = !this.#isFlow || !this.#isClosed(mark.closeMap); hasMore;) {
      const keyStart = cursor.at;
      const key = this.#isFlow ? cursor.flowKey() : cursor.blockKey();
      if (entries.has(key)) beyond();
      const keyAt = placeIn(root.at, key, keyStart);
      const isList = key === listKey && this.#toList(column);
      const value = isList ? yield* this.#items(root, key, take) : this.#value(root, key, column);
      entries.set(key, { keyAt, value });
      hasMore = this.#isFlow ? this.#hasMore(mark.closeMap) : cursor.column === column;
    }
    if (this.#isFlow) cursor.nextLine();
    if (cursor.column !== -1) beyond();
    return { kind: "map", at: root.at, entries };
  }

  /** Reads an item of the list again. */
  reread(list: Place, listKey: string, index: number, offset: number): Located {
    this.#cursor.goTo(offset);
    const frame: Frame = { at: list, key: listKey, around: undefined };
    return this.#isFlow ? this.#flowValue(frame, index) : this.#blockItem(frame, index);
  }

  /** Whether the value of a key just read is a list with items; goes to its beginning. */
  #toList(column: number): boolean {
    const cursor = this.#cursor;
    this.#blanks();
    if (this.#isFlow) return cursor.code() === mark.openList;
    if (!cursor.isLineEnd()) return false;
    cursor.nextLine();
    if (cursor.column < column || !cursor.isDash()) beyond();
    return true;
  }

  *#items(root: Frame, key: string, take: (item: Located, offset: number) => void): Generator<void, Located> {
    const cursor = this.#cursor;
    const list = this.#frame(root, key);
    const { column } = cursor;
    if (this.#isFlow) this.#open();
    let index = 0;
    for (let hasMore = !this.#isFlow || !this.#isClosed(mark.closeList); hasMore; index++) {
      if (!this.#isFlow) this.#takeDash();
      const offset = cursor.at;
      take(this.#isFlow ? this.#flowValue(list, index) : this.#blockItem(list, index), offset);
      hasMore = this.#isFlow ? this.#hasMore(mark.closeList) : this.#isNextDash(column);
      if (index % 128 === 127) yield;
    }
    return { kind: "list", at: list.at, items: [] };
  }

  #frame(parent: Frame, key: string | number): Frame {
    const at = placeIn(parent.at, key, this.#cursor.at);
    if (typeof key === "number") return { at, key: parent.key, around: parent.around };
    return { at, key, around: parent.key };
  }

  #enter(): void {
    this.#level += 1;
    if (this.#level > mostLevels) beyond();
  }

  /** The value behind a key in lines, and what follows of its line. */
  #value(parent: Frame, key: string, column: number): Located {
    const cursor = this.#cursor;
    this.#blanks();
    if (this.#isFlow) return this.#flowValue(parent, key);
    if (!cursor.isLineEnd()) return this.#inLine(parent, key);
    cursor.nextLine();
    if (cursor.column < column) beyond();
    if (cursor.isDash()) return this.#blockList(parent, key);
    if (cursor.column === column) beyond();
    return this.#blockMap(parent, key);
  }

  #blockMap(parent: Frame, key: string | number): LocatedMap {
    const cursor = this.#cursor;
    this.#enter();
    const frame = this.#frame(parent, key);
    const entries = new Map<string, Entry>();
    const { column } = cursor;
    do {
      const keyStart = cursor.at;
      const name = cursor.blockKey();
      if (entries.has(name) || name === "__proto__") beyond();
      const keyAt = placeIn(frame.at, name, keyStart);
      entries.set(name, { keyAt, value: this.#value(frame, name, column) });
    } while (cursor.column === column);
    if (cursor.column > column) beyond();
    this.#level -= 1;
    return { kind: "map", at: frame.at, entries };
  }

  #blockList(parent: Frame, key: string | number): Located {
    const cursor = this.#cursor;
    this.#enter();
    const frame = this.#frame(parent, key);
    const items: Located[] = [];
    const { column } = cursor;
    do {
      this.#takeDash();
      items.push(this.#blockItem(frame, items.length));
    } while (this.#isNextDash(column));
    this.#level -= 1;
    return { kind: "list", at: frame.at, items };
  }

  #takeDash(): void {
    const cursor = this.#cursor;
    const { at } = cursor;
    cursor.at += 1;
    cursor.skipSpaces();
    cursor.column += cursor.at - at;
  }

  #isNextDash(column: number): boolean {
    if (this.#cursor.column > column) beyond();
    return this.#cursor.column === column && this.#cursor.isDash();
  }

  #blockItem(list: Frame, index: number): Located {
    return this.#cursor.isBlockKey() ? this.#blockMap(list, index) : this.#inLine(list, index);
  }

  /** A value within one line that nothing but a comment follows. */
  #inLine(parent: Frame, key: string | number): Located {
    const cursor = this.#cursor;
    const code = cursor.code();
    const isFlow = code === mark.openMap || code === mark.openList;
    const value = isFlow ? this.#flowValue(parent, key) : this.#scalar(parent, key, false);
    cursor.nextLine();
    return value;
  }

  #flowValue(parent: Frame, key: string | number): Located {
    const code = this.#cursor.code();
    if (code !== mark.openMap && code !== mark.openList) return this.#scalar(parent, key, true);
    this.#enter();
    const frame = this.#frame(parent, key);
    this.#open();
    const value = code === mark.openMap ? this.#flowMap(frame) : this.#flowList(frame);
    this.#level -= 1;
    return value;
  }

  #flowMap(frame: Frame): LocatedMap {
    const cursor = this.#cursor;
    const entries = new Map<string, Entry>();
    for (let hasMore = !this.#isClosed(mark.closeMap); hasMore; hasMore = this.#hasMore(mark.closeMap)) {
      const keyStart = cursor.at;
      const name = cursor.flowKey();
      if (entries.has(name) || name === "__proto__") beyond();
      const keyAt = placeIn(frame.at, name, keyStart);
      this.#blanks();
      entries.set(name, { keyAt, value: this.#flowValue(frame, name) });
    }
    return { kind: "map", at: frame.at, entries };
  }

  #flowList(frame: Frame): Located {
    const items: Located[] = [];
    for (let hasMore = !this.#isClosed(mark.closeList); hasMore; hasMore = this.#hasMore(mark.closeList))
      items.push(this.#flowValue(frame, items.length));
    return { kind: "list", at: frame.at, items };
  }

  /** Goes over a bracket. */
  #open(): void {
    this.#cursor.at += 1;
    this.#blanks();
  }

  #blanks(): void {
    if (this.#isFlow) this.#cursor.skipBlanks();
    else this.#cursor.skipSpaces();
  }

  #isClosed(end: number): boolean {
    if (this.#cursor.code() !== end) return false;
    this.#cursor.at += 1;
    return true;
  }

  /** Goes over the comma to the next entry, or over the bracket that ends it all. */
  #hasMore(end: number): boolean {
    this.#blanks();
    if (this.#isClosed(end)) return false;
    this.#cursor.take(mark.comma);
    this.#blanks();
    return true;
  }

  #scalar(parent: Frame, key: string | number, isFlow: boolean): LocatedScalar {
    const cursor = this.#cursor;
    const at = placeIn(parent.at, key, cursor.at);
    const isQuoted = cursor.isQuote();
    const token = isQuoted ? cursor.quoted() : isFlow ? cursor.flowText() : cursor.lineText();
    const value = isQuoted ? token.text : plainScalar(token.text);
    if (value === beyondPlain) return beyond();
    if (typeof value !== "string") return { kind: "scalar", at, value };
    if (typeof key === "number") return this.#resolve(token, at, parent.around, parent.key);
    return this.#resolve(token, at, parent.key, key);
  }
}
