/** The calls behind a number of the screen Where. */

import { periodText } from '../../language/period.ts';
import { callsBehind, MOST_CALLS_LOOKED_INTO } from '../../summaries/calls-behind.ts';
import { readCompleteness } from '../../summaries/completeness.ts';
import { cut } from '../../wording/cut.ts';
import { counted, numeral } from '../../wording/values.ts';
import { CallsTable, whyOfCall } from '../calls-table.tsx';
import { Card } from '../card.tsx';
import { type Screen, WrongAddress } from '../screen.ts';
import { StoredOfListed } from '../stored-of-listed.tsx';
import { Outside } from '../text.tsx';
import { Unreadable } from '../unreadable.tsx';
import { MEDIA, queryOf, readQuestion, valueText } from './where-question.ts';

const LONGEST_TITLE = 80;
/** A value is at most as long as a cell of a table. */
const LONGEST_VALUE = 32_768;

export const whereCalls: Screen = {
  path: '/where/calls',
  async show(view) {
    const question = readQuestion(view);
    const { by, medium, from, to } = question;
    const value = view.query('value');
    if (value === undefined || value.length > LONGEST_VALUE) {
      throw new WrongAddress(`The ${by} whose calls are wanted must be named.`);
    }
    const [{ calls, lookedInto, unreadable, before }, completeness] = await Promise.all([
      callsBehind(view.store, { ...question, value, before: view.query('before') }),
      readCompleteness(view.store, question),
    ]);
    const streams = calls.reduce((sum, { poorStreams }) => sum + poorStreams, 0);
    return {
      title: `Calls: ${cut(valueText(by, value), LONGEST_TITLE)}`,
      content: (
        <>
          <h1>
            Calls with poor {MEDIA[medium]}: <Outside text={valueText(by, value)} />
          </h1>
          <p class="quiet">
            By {by}, {periodText({ from, to })} (UTC), the latest first.{' '}
            <a href={view.href('/where', queryOf(question))}>Back to all values</a>
          </p>
          <dl class="cards">
            <Card name="Calls" value={numeral(calls.length)}>
              {before === undefined
                ? `with ${counted(streams, 'poor stream')} at this ${by}`
                : `so far, with ${counted(streams, 'poor stream')} at this ${by}: ${counted(lookedInto, 'call')} were looked into, at most ${MOST_CALLS_LOOKED_INTO} at a time`}
            </Card>
            <StoredOfListed view={view} completeness={completeness} />
          </dl>
          <Unreadable view={view} rows={unreadable} />
          {calls.length > 0 && (
            <CallsTable
              view={view}
              label="Calls"
              start="day and time"
              columns={[
                { title: `Poor ${MEDIA[medium]} streams here`, isNumber: true },
                { title: 'Why, in the whole call' },
              ]}
              rows={calls.map(({ call, poorStreams }) => ({
                call,
                cells: [{ content: numeral(poorStreams), isPoor: true }, { content: whyOfCall(call) }],
              }))}
            />
          )}
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
