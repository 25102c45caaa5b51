/** The calls behind the numbers of failed sessions on the screen Where. */

import { periodText } from '../../language/period.ts';
import {
  callsWithFailures,
  failedSessionsOf,
  type SessionFailure,
  sessionFailures,
} from '../../summaries/calls-with-failures.ts';
import { readCompleteness } from '../../summaries/completeness.ts';
import { counted, numeral } from '../../wording/values.ts';
import { Card } from '../card.tsx';
import type { Screen } from '../screen.ts';
import { StoredOfListed } from '../stored-of-listed.tsx';
import { FoundCalls, partText } from './found-calls.tsx';
import { oneOf, queryOf, readQuestion } from './where-question.ts';

const NAMES: Readonly<Record<SessionFailure, string>> = {
  notSetUp: 'not set up',
  dropped: 'dropped',
};

export const failedSessions: Screen = {
  path: '/where/sessions',
  async show(view) {
    const question = readQuestion(view);
    const { from, to } = question;
    const failure = oneOf<SessionFailure>(view, 'failure', sessionFailures) ?? 'dropped';
    const asked = { failure, from, to, before: view.query('before') };
    const [{ calls, unreadable, before }, completeness] = await Promise.all([
      callsWithFailures(view.store, asked),
      readCompleteness(view.store, question),
    ]);
    const sessions = calls.reduce((sum, call) => sum + failedSessionsOf(call, failure), 0);
    return {
      title: `Sessions ${NAMES[failure]}`,
      content: (
        <>
          <h1>Calls with sessions that were {NAMES[failure]}</h1>
          <p class="quiet">
            {periodText({ from, to })} (UTC), the latest first.{' '}
            <a href={view.href('/where', queryOf(question))}>Back to all values</a>
          </p>
          <dl class="cards">
            <Card name="Calls" value={numeral(calls.length)}>
              {partText([asked.before, before])}with {counted(sessions, 'such session')}
            </Card>
            <StoredOfListed view={view} completeness={completeness} />
          </dl>
          <FoundCalls
            view={view}
            counted={`Sessions ${NAMES[failure]}`}
            rows={calls.map((call) => ({ call, count: failedSessionsOf(call, failure) }))}
            unreadable={unreadable}
            earlier={
              before === undefined
                ? undefined
                : {
                    text: 'Earlier calls',
                    href: view.href('/where/sessions', { ...queryOf(question), failure, before }),
                  }
            }
          />
        </>
      ),
    };
  },
};
