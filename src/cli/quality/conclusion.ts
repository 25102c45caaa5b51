/** What is said below the list of `quality`: what the list leaves out, and what to do next. */

import { type Period, periodText } from '../../language/period.ts';
import type { Completeness } from '../../summaries/completeness.ts';
import {
  DROP_TARGET,
  FEWEST_PEOPLE,
  FEWEST_STREAMS,
  SETUP_FAILURE_TARGET,
} from '../../summaries/poor-share.ts';
import type { Grouping, QualityOfPeriod, SessionCounts } from '../../summaries/read-quality.ts';
import { counted, percent, percentCut } from '../../wording/values.ts';

export interface Conclusion {
  readonly answer: QualityOfPeriod;
  readonly completeness: Completeness;
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
    ...sessionLines(sessions),
    completenessLine(about.completeness),
    ...(values.length > 0 ? nextSteps(about) : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function leftOut({ answer, hidden, period, by, media }: Conclusion): ReadonlyArray<string> {
  const { values, daysWithoutSummary, daysBeingWritten } = answer;
  const few = `fewer than ${FEWEST_STREAMS} streams or ${FEWEST_PEOPLE} people`;
  const lines: Array<string> = [];
  if (values.length === 0) lines.push(`No ${media} stream is good or poor by ${by} (${periodText(period)}).`);
  if (hidden > 0) lines.push(`Not shown: ${counted(hidden, 'value')} with ${few}.`);
  if (daysWithoutSummary.length > 0)
    lines.push(`Not summed up yet, and so not counted: ${daysWithoutSummary.join(', ')}.`);
  if (daysBeingWritten.length > 0)
    lines.push(`Being written, so ask again in some minutes: ${daysBeingWritten.join(', ')}.`);
  return lines;
}

function nextSteps({ by, period }: Conclusion): ReadonlyArray<string> {
  return [
    'A stream that is poor by the rules need not have been perceived as poor.',
    `To see the calls: ./callrecords calls --poor ${callsOf(by, period)} --zone UTC, and one of them: ./callrecords call ID`,
  ];
}

/** A line of an hour or a day names it as `calls` takes it. */
function callsOf(by: Grouping, { from, to }: Period): string {
  return by === 'hour' || by === 'day' ? `--day ${by.toUpperCase()}` : `--from ${from} --to ${to}`;
}

/** Of all media: a session that was not set up has no streams. */
function sessionLines({ all, setupFailed, dropped }: SessionCounts): ReadonlyArray<string> {
  const setUp = all - setupFailed;
  const lines: Array<string> = [];
  if (all > 0) lines.push(`Not set up: ${shareText(setupFailed, all, SETUP_FAILURE_TARGET)}.`);
  if (setUp > 0) lines.push(`Dropped after that: ${shareText(dropped, setUp, DROP_TARGET)}.`);
  return lines;
}

/** `3 of 1,204 sessions, 0.2 % (target 1.0 %)` */
function shareText(count: number, all: number, target: number): string {
  const share = count / all;
  const verdict = share > target ? 'above the target of' : 'target';
  return `${count.toLocaleString('en-GB')} of ${counted(all, 'session')}, ${percent(share)} (${verdict} ${percent(target)})`;
}

/** Without a percentage while hours are open: it would speak for calls that no list has shown. */
function completenessLine({ stored, known, hoursOpen, callsBeyond }: Completeness): string {
  const isClosed = hoursOpen === 0 && callsBeyond === 0;
  if (known === 0 && isClosed) return 'Graph lists no call of these days.';
  const share = isClosed ? `: ${percentCut(stored / known)}` : '';
  const open = [
    ...(hoursOpen > 0 ? [`${counted(hoursOpen, 'hour')} still to be listed`] : []),
    ...(callsBeyond > 0 ? [`${counted(callsBeyond, 'stored call')} in no list yet`] : []),
  ];
  const parts = [
    `${stored.toLocaleString('en-GB')} of ${counted(known, 'call')} that Graph has listed are stored${share}`,
    ...open,
    ...(isClosed && stored === known ? [] : ['see ./callrecords coverage']),
  ];
  return `${parts.join('; ')}.`;
}
