/** What is said below the list of `quality`: what the list leaves out, and what to do next. */

import { type Period, periodText } from '../../language/period.ts';
import { type Completeness, completenessText, isWhole } from '../../summaries/completeness.ts';
import { type DaysWithoutSummary, withoutSummaryTexts } from '../../summaries/days-without-summary.ts';
import { FEWEST_PEOPLE, FEWEST_STREAMS } from '../../summaries/poor-share.ts';
import type { Grouping, QualityOfPeriod } from '../../summaries/read-quality.ts';
import { type SessionShare, sessionShares } from '../../summaries/session-shares.ts';
import { daysText } from '../../wording/days-text.ts';
import { counted } from '../../wording/values.ts';

export interface Conclusion {
  readonly answer: QualityOfPeriod;
  readonly completeness: Completeness;
  readonly without: DaysWithoutSummary;
  /** Values of too few streams or people. */
  readonly hidden: number;
  readonly period: Period;
  readonly by: Grouping;
  readonly media: string;
}

export function conclusion(about: Conclusion): string {
  const { values, sessions } = about.answer;
  const lines = [
    ...(values.length > about.hidden ? [''] : []),
    ...leftOut(about),
    ...sessionShares(sessions).map(sessionLine),
    completenessLine(about.completeness),
    ...(values.length > 0 ? nextSteps(about) : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function leftOut({ answer, without, hidden, period, by, media }: Conclusion): ReadonlyArray<string> {
  const { values, daysBeingWritten } = answer;
  const few = `fewer than ${FEWEST_STREAMS} streams or ${FEWEST_PEOPLE} people`;
  const lines: Array<string> = [];
  if (values.length === 0) lines.push(`No ${media} stream is good or poor by ${by} (${periodText(period)}).`);
  if (hidden > 0) lines.push(`Not shown: ${counted(hidden, 'value')} with ${few}.`);
  lines.push(...withoutSummaryTexts(without, 'counted'));
  if (daysBeingWritten.length > 0)
    lines.push(`Being written anew, so ask again later: ${daysText(daysBeingWritten)}.`);
  return lines;
}

function nextSteps({ by, media, period: { from, to } }: Conclusion): ReadonlyArray<string> {
  const medium = media === 'audio' ? '' : ` --media ${media}`;
  return [
    'Users may not have noticed every stream that is poor by the rules.',
    'To see the calls behind a line, and one of them:',
    `  ./callrecords quality --by ${by}${medium} --value ${by.toUpperCase()} --from ${from} --to ${to}`,
    '  ./callrecords call ID',
  ];
}

/** `Not set up: 3 of 1,204 sessions, 0.2 % (target 1.0 %).` */
function sessionLine({ name, share, of, target }: SessionShare): string {
  return `${name}: ${of}, ${share} (${target}).`;
}

function completenessLine(completeness: Completeness): string {
  const see = isWhole(completeness) ? '' : '; see ./callrecords coverage';
  return `${completenessText(completeness)}${see}.`;
}
