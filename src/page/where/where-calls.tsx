/** The calls behind a number of the screen Where. */

import { organizerOf } from '../../calls/organizer.ts';
import { type CallBehind, callsBehind, MOST_CALLS_LOOKED_INTO } from '../../summaries/calls-behind.ts';
import type { QualityQuestion } from '../../summaries/read-quality.ts';
import { cut } from '../../wording/cut.ts';
import { counted, duration, inWords } from '../../wording/values.ts';
import { type Screen, type View, WrongAddress } from '../screen.ts';
import { Outside } from '../text.tsx';
import { Time } from '../time.tsx';
import { MEDIA, queryOf, readQuestion, valueText } from './where-question.ts';

const LONGEST_TITLE = 80;
/** A value is at most as long as a cell of a table. */
const LONGEST_VALUE = 32_768;

export const whereCalls: Screen = {
  path: '/where/calls',
  async show(view) {
    const question = readQuestion(view);
    const value = view.query('value');
    if (value === undefined || value.length > LONGEST_VALUE) {
      throw new WrongAddress(`The ${question.by} whose calls are wanted must be named.`);
    }
    const { by, medium, from, to } = question;
    const { calls, lookedInto, before } = await callsBehind(view.store, {
      ...question,
      value,
      before: view.query('before'),
    });
    const streams = calls.reduce((sum, { poorStreams }) => sum + poorStreams, 0);
    return {
      title: `Calls: ${cut(valueText(value), LONGEST_TITLE)}`,
      content: (
        <>
          <h1>
            Calls with poor {MEDIA[medium]}: <Outside text={valueText(value)} />
          </h1>
          <p class="quiet">
            By {by}, {from} to {to} (UTC), the latest first.{' '}
            <a href={view.href('/where', queryOf(question))}>Back to all values</a>
          </p>
          <p>
            {counted(calls.length, 'call')} with {counted(streams, 'poor stream')} at this {by}
            {before === undefined ? '.' : ' so far: '}
            {before !== undefined &&
              `${counted(lookedInto, 'call')} were looked into, at most ${MOST_CALLS_LOOKED_INTO} at a time.`}
          </p>
          {calls.length > 0 && <Calls view={view} calls={calls} question={question} />}
          {before !== undefined && (
            <nav class="pages" aria-label="Earlier calls">
              <a href={view.href('/where/calls', { ...queryOf(question), value, before })}>
                Look into earlier calls →
              </a>
            </nav>
          )}
        </>
      ),
    };
  },
};

interface CallsProps {
  readonly view: View;
  readonly calls: ReadonlyArray<CallBehind>;
  readonly question: QualityQuestion;
}

function Calls({ view, calls, question }: CallsProps) {
  return (
    <section class="scroll" tabindex={0} aria-label="Calls">
      <table>
        <thead>
          <tr>
            <th scope="col">Start</th>
            <th scope="col" class="number">
              Lasted
            </th>
            <th scope="col">Type</th>
            <th scope="col">Organizer</th>
            <th scope="col" class="number">
              People
            </th>
            <th scope="col" class="number">
              Poor {MEDIA[question.medium]} streams here
            </th>
            <th scope="col">Why, in the whole call</th>
          </tr>
        </thead>
        <tbody>
          {calls.map(({ call, poorStreams }) => (
            <tr>
              <td class="nowrap">
                <a href={view.href(`/call/${call.CallId}`)}>
                  <Time view={view} at={call.CallStartDateTime ?? call.FirstStartDateTime} />
                </a>
              </td>
              <td class="number">{duration(call.CallDurationSeconds)}</td>
              <td>
                <Outside text={inWords(call.CallType ?? '')} />
              </td>
              <td>
                <Outside text={organizerOf(call)} />
              </td>
              <td class="number">{call.ParticipantCount}</td>
              <td class="number poor">{poorStreams.toLocaleString('en-GB')}</td>
              <td>
                <Outside text={(call.QualityBecause ?? '').replaceAll(',', ', ')} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
