/** Text broken where the terminal ends. */

import wrapAnsi from 'wrap-ansi';

/** A line with nothing but a command: broken, it could not be copied. */
const COMMAND = /^ +(?:\.[/\\]callrecords|az) /;

/** `--from 2026-11-20`, `--json`, `ID`, an id: a value in small letters is one where another argument or nothing follows. */
const ARGUMENT =
  / (?:--[\w-]+(?: [\w./:'-]+(?= --| [A-Z]{2}|[.)]?$))?|[A-Z]{2,}(?:\.\.\.)?(?!\w)|[\w-]*\d[\w-]*)/;

const COMMANDS = [
  `[.][/\\\\]callrecords(?: [a-z][a-z-]*(?!\\w)){1,2}(?:${ARGUMENT.source})*`,
  'az login',
  'az(?: [a-z]+){1,3}(?: --[a-z-]+ "[^"]*")+',
];

/** What stays on one line: a command, which is copied as a whole, and a figure with its unit. */
const TOGETHER = new RegExp([...COMMANDS, ' %'].join('|'), 'g');

/** Stands for a space at which no line is broken. No text of ours has it. */
const GLUE = '\ue000';

/** `columns`: of the terminal; undefined where no line may be broken. Lines break between words, and keep what they are indented by. */
export function wrapped(text: string, columns: number | undefined): string {
  if (columns === undefined) return text;
  const broken = (line: string) => (COMMAND.test(line) ? line : brokenLine(line, columns));
  return text.split('\n').map(broken).join('\n');
}

function brokenLine(line: string, columns: number): string {
  const text = line.trimStart();
  const indent = line.slice(0, line.length - text.length);
  const glued = text.replaceAll(TOGETHER, (words) => words.replaceAll(' ', GLUE));
  return wrapAnsi(glued, Math.max(1, columns - indent.length))
    .replaceAll(GLUE, ' ')
    .split('\n')
    .map((part) => indent + part)
    .join('\n');
}
