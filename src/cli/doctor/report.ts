/**
 * The report: the faults first, each with its remedy, then what else is worth knowing, then a line for each check; or,
 * beside a fault, the rest folded.
 */

import type { StyledText } from '../terminal.ts';
import { wrapped } from '../wrapped.ts';
import type { Check, Result } from './check.ts';
import type { CheckId, Finding } from './finding.ts';

/** A check that was made. */
interface Made {
  readonly check: Check;
  readonly finding: Exclude<Finding, { readonly status: 'hidden' }>;
}

/** `columns`: of the terminal; undefined where no line may be broken. */
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
    ...[...byRemedy.values()].flatMap((sharing) => [
      ...remedyLines(sharing, hiddenBy(sharing, results), columns),
      { text: '' },
    ]),
    ...withGap(faults.length === 0 ? checkLines(made) : foldedLines(made, columns)),
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

const MARKS = { pass: '✔', fail: '✖', unknown: '?' } as const;

/** A line for each check that was made, below the heading of its subject. */
function checkLines(made: ReadonlyArray<Made>): ReadonlyArray<StyledText> {
  const width = Math.max(...made.map(({ check }) => check.title.length));
  return [...bySubject(made)].flatMap(([subject, ofSubject]) => [
    { text: subject, style: 'bold' } as const,
    ...ofSubject.map(({ check, finding }) => ({
      text: `  ${MARKS[finding.status]} ${check.title.padEnd(width)}  ${finding.evidence}`,
    })),
  ]);
}

/** Beside a fault a line for each subject is enough, of what is as it should be and of what cannot be seen. */
function foldedLines(made: ReadonlyArray<Made>, columns: number | undefined): ReadonlyArray<StyledText> {
  return (['pass', 'unknown'] as const).flatMap((status) => {
    const alike = bySubject(made.filter(({ finding }) => finding.status === status));
    return [...alike].flatMap(([subject, ofSubject]) => {
      const titles = ofSubject.map(({ check }) => check.title).join(', ');
      return broken(`${MARKS[status]} ${subject}: ${titles}`, columns).map((text) => ({ text }));
    });
  });
}

function withGap(lines: ReadonlyArray<StyledText>): ReadonlyArray<StyledText> {
  return lines.length === 0 ? [] : [...lines, { text: '' }];
}

function bySubject(made: ReadonlyArray<Made>): ReadonlyMap<string, ReadonlyArray<Made>> {
  return Map.groupBy(made, ({ check }) => check.about);
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
