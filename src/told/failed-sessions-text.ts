/** Which sessions of a call failed, and why, in a sentence each for those that did not begin and those that broke off. */

import { counted, numeral } from '../wording/values.ts';
import type { Failure } from './people.ts';
import { briefly, failureInWords } from './words.ts';

/** Undefined when none failed. */
export function failedSessionsText(failures: ReadonlyArray<Failure>, sessions: number): string | undefined {
  const sentences = [...Map.groupBy(failures, ({ stage }) => failureInWords(stage))]
    .sort(([one], [other]) => (one < other ? 1 : -1))
    .map(([how, failed]) => {
      const { length: count } = failed;
      const who = count === sessions ? 'The call' : `${numeral(count)} of ${counted(sessions, 'session')}`;
      const verb = count === sessions || count === 1 ? 'was' : 'were';
      return `${who} ${how === 'failed' ? how : `${verb} ${how}`}${reasonsText(failed)}.`;
    });
  return sentences.length === 0 ? undefined : sentences.join(' ');
}

/** More reasons than these are counted. */
const MOST_REASONS = 2;

/** The most frequent first. */
function reasonsText(failed: ReadonlyArray<Failure>): string {
  const reasons = [...Map.groupBy(failed, ({ reason }) => reason)]
    .flatMap(([reason, { length: count }]) =>
      reason === undefined ? [] : [{ text: sentencePart(reason), count }],
    )
    .sort((one, other) => other.count - one.count || (one.text < other.text ? -1 : 1));
  const shown = reasons
    .slice(0, MOST_REASONS)
    .map(({ text, count }) => (count === failed.length ? text : `${text} (${numeral(count)})`));
  const more = reasons.length - shown.length;
  if (more > 0) shown.push(counted(more, 'more reason'));
  const without = failed.filter(({ reason }) => reason === undefined).length;
  if (shown.length > 0 && without > 0) shown.push(`no reason given (${numeral(without)})`);
  return shown.length === 0 ? '' : `: ${shown.join(', ')}`;
}

function sentencePart(reason: string): string {
  return briefly(reason).replace(/[.!]+$/, '');
}
