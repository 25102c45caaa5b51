/** The calls behind a number of the screen Where. */

import { periodText } from '../../language/period.ts';
import { callsBehind, MOST_CALLS_LOOKED_INTO } from '../../summaries/calls-behind.ts';
import { readCompleteness } from '../../summaries/completeness.ts';
import { cut } from '../../wording/cut.ts';
import { counted, numeral } from '../../wording/values.ts';
import { Card } from '../card.tsx';
import { type Screen, WrongAddress } from '../screen.ts';
import { StoredOfListed } from '../stored-of-listed.tsx';
import { Outside } from '../text.tsx';
import { FoundCalls, partText } from './found-calls.tsx';
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
    const asked = { ...question, value, before: view.query('before') };
    const [{ calls, lookedInto, unreadable, before }, completeness] = await Promise.all([
      callsBehind(view.store, asked),
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
              {partText([asked.before, before])}with {counted(streams, 'poor stream')} at this {by}
              {before !== undefined &&
                `: ${counted(lookedInto, 'call')} were looked into, at most ${MOST_CALLS_LOOKED_INTO} at a time`}
            </Card>
            <StoredOfListed view={view} completeness={completeness} />
          </dl>
          <FoundCalls
            view={view}
            counted={`Poor ${MEDIA[medium]} streams here`}
            rows={calls.map(({ call, poorStreams }) => ({ call, count: poorStreams }))}
            unreadable={unreadable}
            earlier={
              before === undefined
                ? undefined
                : {
                    text: 'Look into earlier calls',
                    href: view.href('/where/calls', { ...queryOf(question), value, before }),
                  }
            }
          />
        </>
      ),
    };
  },
};
