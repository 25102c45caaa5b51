/** The screen Where: in which building, network, hour, or on which device streams were poor. */

import type { Day } from '../../language/day.ts';
import { type Completeness, readCompleteness } from '../../summaries/completeness.ts';
import {
  type DaysWithoutSummary,
  daysWithoutSummary,
  withoutSummaryTexts,
} from '../../summaries/days-without-summary.ts';
import { FEWEST_PEOPLE, FEWEST_STREAMS, poorShare } from '../../summaries/poor-share.ts';
import {
  groupings,
  type QualityOfPeriod,
  type QualityQuestion,
  readQuality,
  worstFirst,
} from '../../summaries/read-quality.ts';
import { sessionShares } from '../../summaries/session-shares.ts';
import { daysText } from '../../wording/days-text.ts';
import { counted, numeral, percent } from '../../wording/values.ts';
import { Card } from '../card.tsx';
import { Filter } from '../filter.tsx';
import type { Screen, View } from '../screen.ts';
import { StoredOfListed } from '../stored-of-listed.tsx';
import { unbroken } from '../text.tsx';
import { HeatMap, heatMapStyle } from './heat-map.tsx';
import { ValueTable, valueTableStyle } from './value-table.tsx';
import { daysOf, MEDIA, queryOf, readQuestion } from './where-question.ts';

/** Lines of the table: nobody acts on more. */
const MOST_SHOWN = 100;

export const where: Screen = {
  title: 'Where',
  path: '/where',
  style: valueTableStyle + heatMapStyle,
  async show(view) {
    const question = readQuestion(view);
    const { store } = view;
    const reading = readQuality(store, question);
    const [answer, hours] = await Promise.all([
      reading,
      question.by === 'hour' ? reading : readQuality(store, { ...question, by: 'hour' }),
    ]);
    const [completeness, without] = await Promise.all([
      readCompleteness(store, question, answer.callsByDay),
      daysWithoutSummary(store, answer.daysWithoutSummary),
    ]);
    const { shown, hidden } = worstFirst(answer.values);
    const { by, medium } = question;
    return {
      title: `Where: ${by}`,
      content: (
        <>
          <h1>Where was {MEDIA[medium]} poor?</h1>
          <QuestionForm view={view} question={question} />
          <Cards view={view} question={question} hours={hours} completeness={completeness} />
          <Days without={without} beingWritten={answer.daysBeingWritten} />
          <h2>By {by}, the worst first</h2>
          {shown.length === 0 ? (
            <p class="quiet">
              {answer.values.length === 0
                ? `No ${MEDIA[medium]} stream of these days is good or poor by ${by}.`
                : 'No value has enough streams and people to be shown.'}
            </p>
          ) : (
            <ValueTable view={view} question={question} values={shown.slice(0, MOST_SHOWN)} />
          )}
          {shown.length > MOST_SHOWN && (
            <p class="quiet">
              These are the worst {MOST_SHOWN} of {counted(shown.length, 'value')}; the terminal lists all.
            </p>
          )}
          {hidden > 0 && (
            <p class="quiet">
              Counted and not shown: {counted(hidden, 'value')} of fewer than {FEWEST_STREAMS} streams or{' '}
              {FEWEST_PEOPLE} people.
            </p>
          )}
          {hours.values.length > 0 && (
            <>
              <h2>Hours of the days</h2>
              <HeatMap view={view} question={question} days={daysOf(question)} hours={hours.values} />
            </>
          )}
          <h2>The same in the terminal</h2>
          <pre class="command">{view.command(commandOf(question))}</pre>
        </>
      ),
    };
  },
};

interface CardsProps {
  readonly view: View;
  readonly question: QualityQuestion;
  /** By hour: what all of them come to. */
  readonly hours: QualityOfPeriod;
  readonly completeness: Completeness;
}

function Cards({ view, question, hours: { values, sessions }, completeness }: CardsProps) {
  const poor = values.reduce((sum, value) => sum + value.poor, 0);
  const good = values.reduce((sum, value) => sum + value.good, 0);
  const isJudged = good + poor > 0;
  return (
    <dl class="cards">
      <Card
        name={`Poor ${MEDIA[question.medium]} streams`}
        value={isJudged ? percent(poorShare({ good, poor })) : '–'}
      >
        {isJudged
          ? `${numeral(poor)} of ${counted(poor + good, 'stream')} that are good or poor`
          : 'no stream is good or poor'}
      </Card>
      {sessionShares(sessions).map(({ failure, share, count, isAboveTarget, of, target }) => (
        <Card name={SESSIONS[failure]} value={share}>
          {count > 0 ? (
            <a href={view.href('/where/sessions', { ...queryOf(question), failure })}>{of}</a>
          ) : (
            of
          )}
          ; {isAboveTarget ? <strong class="poor">{unbroken(target)}</strong> : unbroken(target)}
        </Card>
      ))}
      <StoredOfListed view={view} completeness={completeness} />
    </dl>
  );
}

const SESSIONS = {
  notSetUp: 'Sessions not set up',
  dropped: 'Sessions dropped',
} as const;

function commandOf({ by, medium, from, to }: QualityQuestion): string {
  const media = medium === 'audio' ? '' : ` --media ${medium.toLowerCase()}`;
  return `./callrecords quality --by ${by}${media} --from ${from} --to ${to}`;
}

function QuestionForm({ view, question }: { readonly view: View; readonly question: QualityQuestion }) {
  const { by, medium, from, to } = question;
  return (
    <Filter view={view} path="/where" label="Which streams">
      <label>
        By
        <select name="by">
          {groupings.map((grouping) => (
            <option selected={grouping === by}>{grouping}</option>
          ))}
        </select>
      </label>
      <label>
        Of
        <select name="medium">
          {Object.entries(MEDIA).map(([name, text]) => (
            <option value={name} selected={name === medium}>
              {text}
            </option>
          ))}
        </select>
      </label>
      <label>
        From (UTC)
        <input type="date" name="from" value={from} />
      </label>
      <label>
        To
        <input type="date" name="to" value={to} />
      </label>
    </Filter>
  );
}

interface DaysProps {
  readonly without: DaysWithoutSummary;
  readonly beingWritten: ReadonlyArray<Day>;
}

function Days({ without, beingWritten }: DaysProps) {
  const texts = withoutSummaryTexts(without, 'counted');
  return (
    <>
      {texts.length > 0 && <p class="notice">{texts.join(' ')}</p>}
      {beingWritten.length > 0 && (
        <p class="notice">Being written anew, so ask again later: {daysText(beingWritten)}.</p>
      )}
    </>
  );
}
