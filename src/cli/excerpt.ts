import type { Problem } from "../core/config.ts";
import { hideSecrets } from "../config/secret-names.ts";
import { printable, type Paint } from "./style.ts";

const mostShown = 120;

/** A problem with the line it is in and a caret below the place, as compilers show it. */
export const describeWithExcerpt = (problem: Problem, lines: readonly string[], paint: Paint): string => {
  const { level, file, line, column, path, message } = problem;
  const colour = level === "error" ? "red" : "yellow";
  const head = `${paint("bold", `${file}:${line}:${column}`)} ${paint(colour, level)}${path === "" ? "" : ` ${printable(path)}`}`;
  const source = (lines[line - 1] ?? "").replace(/\r$/, "");
  const before = shown(source.slice(0, column - 1));
  const cut = Math.max(0, before.length - mostShown / 2);
  const text = shown(source).slice(cut, cut + mostShown);
  const gutter = String(line).padStart(5);
  return [
    head,
    `  ${printable(message)}`,
    paint("grey", `${gutter} | `) + text,
    paint("grey", `${" ".repeat(gutter.length)} | `) + blank(before.slice(cut)) + paint(colour, "^"),
    "",
  ].join("\n");
};

const shown = (source: string): string => printable(hideSecrets(source).replaceAll("\t", " "));

/** Spaces as wide as the text: East Asian characters take two columns. */
const blank = (text: string): string =>
  text.replace(/./gsu, (character) =>
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303F\uFF01-\uFF60]/u.test(
      character,
    )
      ? "  "
      : " ",
  );
