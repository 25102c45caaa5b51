/** The screen Flow: whether anything is missing, what waits and why, and what to type. */

import { queueNotRead } from '../../failures/explain-stored-failure.ts';
import type { StatusReport } from '../../health/reports.ts';
import { statusFigures } from '../../health/status-figures.ts';
import { counted } from '../../wording/values.ts';
import type { Screen, View } from '../screen.ts';
import { Outside } from '../text.tsx';
import { CoverageGrid, coverageGridStyle, HoursToLookAt } from './coverage-grid.tsx';
import { LeftOut } from './left-out.tsx';
import { DeadLetters, Pending } from './lists.tsx';
import { readFlow } from './read-flow.ts';
import { Subscriptions } from './subscriptions.tsx';

/** Two runs of the timer maintain pass in it where npm start runs. */
const LIVE_EVERY_SECONDS = 5;

export const flow: Screen = {
  title: 'Flow',
  path: '/flow',
  style: `${coverageGridStyle}
.verdict-line { font-size: 1.15rem; font-weight: 600; margin-top: 0.8rem; }
.section { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0.2rem 1rem;
  margin: 2.25rem 0 0.6rem; border-bottom: 1px solid var(--line); padding-bottom: 0.4rem; }
.section h2, .section .command { margin: 0; }
.section .command { color: var(--quiet); background: none; border: 0; padding: 0; }
.reason { background: var(--card); border: 1px solid var(--line); border-left: 3px solid var(--poor-fill); border-radius: 0 8px 8px 0;
  padding: 0.7rem 0.9rem; }
.reasons { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr)); gap: 0.75rem; margin: 0.8rem 0; }
.reason h2 { margin: 0 0 0.3rem; font-size: 1rem; }
.reason .command { display: inline-block; max-width: 100%; margin: 0.5rem 0 0; padding: 0.3rem 0.6rem; }
.figures { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1.25rem; margin: 1rem 0; background: var(--card);
  border: 1px solid var(--line); border-radius: 8px; padding: 0.7rem 0.9rem; }
.figures dt { color: var(--quiet); }
.figures dt::first-letter { text-transform: uppercase; }
.figures dd { margin: 0; overflow-wrap: anywhere; }
@media (min-width: 60rem) { .figures { grid-template-columns: max-content 1fr max-content 1fr; } }
`,
  async show(view) {
    const isLive = view.query('live') !== undefined;
    const [{ report, mayReadQueue }, read] = await Promise.all([view.readStatus(), readFlow(view.store)]);
    const { erasures, exclusions } = read.leftOut;
    const now = view.store.clock.now();
    return {
      title: 'Flow',
      ...(isLive ? { refreshSeconds: LIVE_EVERY_SECONDS } : {}),
      content: (
        <>
          <div class="heading">
            <h1>Is anything missing?</h1>
            <nav class="pages" aria-label="Live">
              {isLive ? (
                <>
                  <span>Loaded again every {LIVE_EVERY_SECONDS} s.</span>
                  <a href={view.href('/flow')}>Stop</a>
                </>
              ) : (
                <a href={view.href('/flow', { live: 1 })}>Follow live</a>
              )}
            </nav>
          </div>
          <Health view={view} report={report} mayReadQueue={mayReadQueue} />
          <Section view={view} title="Coverage, by hour (UTC)" command="./callrecords coverage" />
          {read.hours.length === 0 ? (
            <p>Coverage has no hour yet: the timer reconcile has not run.</p>
          ) : (
            <>
              <CoverageGrid hours={read.hours} now={now} />
              <HoursToLookAt hours={read.hours} now={now} />
            </>
          )}
          <Section view={view} title="Calls that wait" command="./callrecords pending" />
          <Pending view={view} pending={read.pending} />
          <Section view={view} title="Given up" command="./callrecords dead-letters" />
          <DeadLetters view={view} letters={read.deadLetters} />
          {erasures.length + exclusions.length > 0 && (
            <>
              <Section
                view={view}
                title="Erasures and exclusions under way"
                command={erasures.length > 0 ? './callrecords forget' : './callrecords exclude list'}
              />
              <LeftOut view={view} read={read.leftOut} />
            </>
          )}
          <Section view={view} title="Subscription" command="./callrecords subscription" />
          <Subscriptions view={view} subscriptions={read.subscriptions} />
        </>
      ),
    };
  },
};

interface HealthProps {
  readonly view: View;
  readonly report: Omit<StatusReport, 'nonce'>;
  readonly mayReadQueue: boolean;
}

function Health({ view, report: { reasons, state }, mayReadQueue }: HealthProps) {
  const queue = queueNotRead(view.account);
  return (
    <>
      {reasons.length === 0 ? (
        <p class="verdict-line good">✓ Healthy{mayReadQueue ? '' : ', as far as the tables say'}</p>
      ) : (
        <p class="verdict-line poor">✖ Unhealthy: {counted(reasons.length, 'reason')}</p>
      )}
      {!mayReadQueue && (
        <>
          <p class="notice">{queue.text}</p>
          <pre class="command">{queue.command}</pre>
        </>
      )}
      {reasons.length > 0 && (
        <div class="reasons">
          {reasons.map(({ code, evidence, remedy, next }) => (
            <section class="reason">
              <h2>{code}</h2>
              {evidence !== undefined && (
                <p>
                  <Outside text={evidence} />
                </p>
              )}
              <p>{view.command(remedy)}</p>
              <pre class="command">{view.command(next)}</pre>
            </section>
          ))}
        </div>
      )}
      <dl class="figures">
        {statusFigures(state).map(([label, value]) => (
          <>
            <dt>{label}</dt>
            <dd>
              <Outside text={value} />
            </dd>
          </>
        ))}
      </dl>
    </>
  );
}

interface SectionProps {
  readonly view: View;
  readonly title: string;
  /** Tells more. */
  readonly command: string;
}

function Section({ view, title, command }: SectionProps) {
  return (
    <div class="section">
      <h2>{title}</h2>
      <pre class="command">{view.command(command)}</pre>
    </div>
  );
}
