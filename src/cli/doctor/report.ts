/** The report for people: a line for each check as it is done, then what to do about what was found. */

import { cutTo, type Line, type Span, type Style } from '../text-line.ts';
import type { Finding } from './check.ts';
import type { Result } from './run-checks.ts';

interface Mark {
  readonly text: string;
  readonly style: Style;
}

const MARKS: Readonly<Record<Finding['status'], Mark>> = {
  pass: { text: '✔ pass', style: 'good' },
  fail: { text: '✖ FAIL', style: 'bad' },
  unknown: { text: '? unknown', style: 'busy' },
};
/** What works and is worth a second look. */
const PASS_WITH_ADVICE: Mark = { text: '✔ pass, but', style: 'busy' };

const MARK_COLUMNS = 12;
const TITLE_COLUMNS = 20;

/** The line of one check, no wider than the terminal, below a heading where a new subject begins. */
export function checkLines(result: Result, before: Result | undefined, columns: number): ReadonlyArray<Line> {
  const { check, finding } = result;
  const { text, style } = markOf(finding);
  const evidence: Span =
    finding.status === 'fail'
      ? { text: `${finding.kind}: ${finding.evidence}`, style: 'bad' }
      : { text: finding.evidence, style: 'quiet' };
  const line: Line = [
    { text: `  ${text}`.padEnd(MARK_COLUMNS + 2), style },
    check.title.padEnd(TITLE_COLUMNS),
    ' ',
    evidence,
  ];
  const heading: ReadonlyArray<Line> =
    before?.check.about === check.about ? [] : [[{ text: check.about, style: 'title' }]];
  return [...heading, cutTo(line, columns)];
}

/** What is to be done, faults last: that is where the eye is when the command has ended. */
export function summaryLines(results: ReadonlyArray<Result>, columns: number): ReadonlyArray<Line> {
  const isWorthSaying = ({ finding }: Result) => finding.status !== 'fail' && remedyIn(finding) !== undefined;
  const faults = results.filter(({ finding }) => finding.status === 'fail');
  const groups = sameRemedies([...results.filter(isWorthSaying), ...faults]);
  return [
    ...groups.flatMap((group) => [[], ...remedyLines(group, columns)]),
    [],
    ...verdict(results, faults),
  ];
}

/** One fault often shows in several places. */
function sameRemedies(results: ReadonlyArray<Result>): ReadonlyArray<ReadonlyArray<Result>> {
  const groups = Map.groupBy(results, ({ finding }) => `${finding.status} ${remedyIn(finding)}`);
  return [...groups.values()];
}

function remedyLines(results: ReadonlyArray<Result>, columns: number): ReadonlyArray<Line> {
  const told = results.flatMap(({ check, finding }): ReadonlyArray<Line> => {
    const { text, style } = markOf(finding);
    const kind = finding.status === 'fail' ? `  (${finding.kind})` : '';
    const heading: Line = [{ text: `${text}  ${check.about}: ${check.title}${kind}`, style }];
    return [heading, ...indented(`${finding.evidence}.`, columns)];
  });
  const [first] = results;
  const remedy = first === undefined ? undefined : remedyIn(first.finding);
  return [...told, ...indented(`→ ${remedy}`, columns)];
}

function indented(text: string, columns: number): ReadonlyArray<Line> {
  return wrapped(text, columns - 2).map((part) => [`  ${part}`]);
}

/** `2 failed (Graph: token, Webhook: /api/lifecycle), 3 unknown, 20 passed.` */
function verdict(results: ReadonlyArray<Result>, faults: ReadonlyArray<Result>): ReadonlyArray<Line> {
  const count = (status: Finding['status']) =>
    results.filter(({ finding }) => finding.status === status).length;
  const rest = `${count('unknown')} unknown, ${count('pass')} passed.`;
  if (faults.length === 0) return [[{ text: `Nothing failed: ${rest}`, style: 'good' }]];
  return [[{ text: `${faults.length} FAILED, ${rest}`, style: 'bad' }]];
}

function markOf(finding: Finding): Mark {
  return finding.status === 'pass' && finding.advice !== undefined ? PASS_WITH_ADVICE : MARKS[finding.status];
}

function remedyIn(finding: Finding): string | undefined {
  return finding.status === 'pass' ? finding.advice : finding.remedy;
}

/** Text in lines of at most so many characters, broken at spaces; a word that is longer stands alone. */
export function wrapped(text: string, width: number): ReadonlyArray<string> {
  const lines: Array<string> = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** What `--json` prints of one check. */
export function resultAsJson({ check, finding }: Result): string {
  const { status, evidence } = finding;
  const remedy = remedyIn(finding);
  return `${JSON.stringify({
    check: check.id,
    about: check.about,
    title: check.title,
    status,
    ...(finding.status === 'fail' ? { kind: finding.kind } : {}),
    evidence,
    ...(remedy === undefined ? {} : { remedy }),
    ...(finding.status === 'unknown' && finding.because !== undefined ? { because: finding.because } : {}),
  })}\n`;
}
