/** The calls behind the numbers of failed sessions on the screen Where. */

import { periodText } from '../../language/period.ts';
import {
  callsWithFailures,
  failedSessionsOf,
  type SessionFailure,
  sessionFailures,
} from '../../summaries/calls-with-failures.ts';
import { counted, numeral } from '../../wording/values.ts';
import { CallsTable, whyOfCall } from '../calls-table.tsx';
import type { Screen } from '../screen.ts';
import { Unreadable } from '../unreadable.tsx';
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
    const { calls, unreadable, before } = await callsWithFailures(view.store, asked);
    const sessions = calls.reduce((sum, call) => sum + failedSessionsOf(call, failure), 0);
    return {
      title: `Sessions ${NAMES[failure]}`,
      content: (
        <>
          <h1>Calls with sessions that were {NAMES[failure]}</h1>
          <p class="quiet">
            {periodText({ from, to })} (UTC), the latest first: {counted(calls.length, 'call')} with{' '}
            {counted(sessions, 'such session')}
            {before !== undefined && ' so far'}.{' '}
            <a href={view.href('/where', queryOf(question))}>Back to all values</a>
          </p>
          <Unreadable view={view} rows={unreadable} />
          {calls.length > 0 && (
            <CallsTable
              view={view}
              label="Calls"
              start="day and time"
              columns={[
                { title: `Sessions ${NAMES[failure]}`, isNumber: true },
                { title: 'Why, in the whole call' },
              ]}
              rows={calls.map((call) => ({
                call,
                cells: [
                  { content: numeral(failedSessionsOf(call, failure)), isPoor: true },
                  { content: whyOfCall(call) },
                ],
              }))}
            />
          )}
          {before !== undefined && (
            <nav class="pages" aria-label="Earlier calls">
              <a href={view.href('/where/sessions', { ...queryOf(question), failure, before })}>
                Earlier calls →
              </a>
            </nav>
          )}
        </>
      ),
    };
  },
};
