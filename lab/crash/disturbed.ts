/** Holds a disturbed run of a scenario against the undisturbed one. */

import { differenceOf } from './end-state.ts';
import { runScenario, type ScenarioRun } from './run-scenario.ts';
import type { CrashScenario } from './scenario.ts';
import { DEATHS, type Strike } from './watch.ts';

/** What was wrong, with all that led there. */
export interface Failure {
  readonly scenario: CrashScenario;
  readonly strikes: ReadonlyArray<Strike>;
  readonly what: string;
  readonly run: ScenarioRun;
}

export interface Disturbed {
  readonly run: ScenarioRun;
  /** Undefined when every rule held, every accident happened, and the end is the undisturbed one. */
  readonly failure: Failure | undefined;
}

export async function runDisturbed(
  scenario: CrashScenario,
  strikes: ReadonlyArray<Strike>,
  undisturbed: ScenarioRun,
): Promise<Disturbed> {
  const run = await runScenario(scenario, strikes);
  const what = whatIsWrong(run, strikes, undisturbed);
  return { run, failure: what === undefined ? undefined : { scenario, strikes, what, run } };
}

function whatIsWrong(
  { violations, struck, deaths, end }: ScenarioRun,
  strikes: ReadonlyArray<Strike>,
  undisturbed: ScenarioRun,
): string | undefined {
  if (violations.length > 0) return violations.map(({ rule, message }) => `${rule}: ${message}`).join('\n');
  if (struck.length < strikes.length) {
    return `of ${strikes.length} accidents only ${struck.length} happened: nothing was shown`;
  }
  const died = strikes.filter(({ accident }) => DEATHS.includes(accident)).length;
  if (died > 0 && deaths < died) return `${died} processes were to end, and ${deaths} did`;
  return differenceOf(end, undisturbed.end);
}
