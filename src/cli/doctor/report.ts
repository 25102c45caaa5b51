/**
 * The report: a line for each check as soon as it was made; then the faults, each with its remedy, and what else is worth
 * knowing, so that it is on the screen when the doctor ends.
 */

import type { StyledText } from '../terminal.ts';
import { wrapped } from '../wrapped.ts';
import type { Check, Result } from './check.ts';
import { checks } from './checks/index.ts';
import type { CheckId, Finding } from './finding.ts';

/** A check that was made. */
interface Made {
  readonly check: Check;
  readonly finding: Exclude<Finding, { readonly status: 'hidden' }>;
}

const MARKS = { pass: '✔', fail: '✖', unknown: '?' } as const;
const STYLES = { pass: undefined, fail: 'red', unknown: 'yellow' } as const;

/**
 * The line of a check, below the heading of its subject if it is the first of that; nothing of a check that was not made.
 * What was found is wrapped at the width of the terminal, and goes on below its own beginning.
 */
export function checkLines(
  result: Result,
  before: ReadonlyArray<Result>,
  columns?: number,
): ReadonlyArray<StyledText> {
  const { check, finding } = result;
  if (finding.status === 'hidden') return [];
  const isNew = !before.some(
    (other) => other.check.about === check.about && other.finding.status !== 'hidden',
  );
  const style = STYLES[finding.status];
  const title = `  ${MARKS[finding.status]} ${check.title.padEnd(LONGEST_TITLE)}  `;
  const room = columns === undefined ? undefined : Math.max(columns - title.length, LEAST_ROOM);
  const evidence = wrapped(finding.evidence, room).replaceAll('\n', `\n${' '.repeat(title.length)}`);
  return [
    ...(isNew ? [{ text: check.about, style: 'bold' } as const] : []),
    {
      text: title + evidence,
      ...(style === undefined ? {} : { style }),
    },
  ];
}

/** Of a terminal that is narrower, lines break where it ends. */
const LEAST_ROOM = 20;

const LONGEST_TITLE = Math.max(...checks.map(({ title }) => title.length));

/** What comes after the last check. `columns`: of the terminal; undefined where no line may be broken. */
export function reportLines(results: ReadonlyArray<Result>, columns?: number): ReadonlyArray<StyledText> {
  const made = results.flatMap(
    ({ check, finding }): ReadonlyArray<Made> => (finding.status === 'hidden' ? [] : [{ check, finding }]),
  );
  const faults = made.filter(({ finding }) => finding.status === 'fail');
  const notes = made.filter(({ finding }) => finding.status !== 'fail' && remedyIn(finding) !== undefined);
  const told = [...faults, ...notes];
  // One fault often shows in several places: its remedy is said once.
  const byRemedy = Map.groupBy(told, ({ finding }) => `${finding.status} ${remedyIn(finding)}`);
  return [
    { text: '' },
    ...[...byRemedy.values()].flatMap((sharing) => [
      ...remedyLines(sharing, hiddenBy(sharing, results), columns),
      { text: '' },
    ]),
    verdict(made, results.length - made.length),
  ];
}

function hiddenBy(faults: ReadonlyArray<Made>, results: ReadonlyArray<Result>): number {
  const ids: ReadonlyArray<CheckId> = faults.map(({ check }) => check.id);
  return results.filter(({ finding }) => finding.status === 'hidden' && ids.includes(finding.because)).length;
}

function remedyLines(
  sharing: ReadonlyArray<Made>,
  hidden: number,
  columns: number | undefined,
): ReadonlyArray<StyledText> {
  const indented = (text: string) => broken(text, columns).map((line) => ({ text: `  ${line}` }));
  const [first] = sharing;
  return [
    ...sharing.flatMap(({ check, finding }) => [
      heading(`${check.about}: ${check.title}`, finding),
      ...indented(finding.evidence),
    ]),
    ...indented(`→ ${first === undefined ? '' : remedyIn(first.finding)}`),
    ...(hidden === 0 ? [] : indented(`Not checked because of this: ${hidden}.`)),
  ];
}

function heading(subject: string, finding: Made['finding']): StyledText {
  switch (finding.status) {
    case 'fail':
      return { text: `✖ FAIL  ${subject}  (${finding.kind})`, style: 'red' };
    case 'unknown':
      return { text: `? unknown  ${subject}`, style: 'yellow' };
    case 'pass':
      return { text: `✔ pass, but  ${subject}`, style: 'yellow' };
  }
}

/** `2 FAILED, 14 not checked, 1 unknown, 10 passed.` */
function verdict(made: ReadonlyArray<Made>, hidden: number): StyledText {
  const count = (status: Finding['status']) => made.filter(({ finding }) => finding.status === status).length;
  const rest = `${count('unknown')} unknown, ${count('pass')} passed.`;
  const failed = count('fail');
  if (failed === 0) return { text: `Nothing failed: ${rest}`, style: 'green' };
  return { text: `${failed} FAILED, ${hidden} not checked, ${rest}`, style: 'red' };
}

function remedyIn(finding: Made['finding']): string | undefined {
  return finding.status === 'pass' ? finding.advice : finding.remedy;
}

function broken(text: string, columns: number | undefined): ReadonlyArray<string> {
  return wrapped(text, columns === undefined ? undefined : columns - 2).split('\n');
}

/** What `--json` prints of one check. A check that was not made is unknown because of another. */
export function resultAsJson({ check: { id, about, title }, finding }: Result) {
  const of = { check: id, about, title };
  if (finding.status === 'hidden') {
    const { because } = finding;
    return { ...of, status: 'unknown', evidence: `not checked: see ${because}`, because };
  }
  const { status, evidence } = finding;
  return {
    ...of,
    status,
    kind: finding.status === 'fail' ? finding.kind : undefined,
    evidence,
    remedy: remedyIn(finding),
    because: finding.status === 'unknown' ? finding.because : undefined,
  };
}
