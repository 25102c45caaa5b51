/** Runs a scenario once, with accidents or without, and holds a disturbed run against the undisturbed one. */

import type { Violation } from '../worlds/checker/violation.ts';
import { workOff } from '../worlds/run-world.ts';
import type { Journal } from '../worlds/world/journal.ts';
import { SimulatedWorld } from '../worlds/world/world.ts';
import { differenceOf, type EndState, endStateOf } from './end-state.ts';
import { type CrashScenario, isAboutSummaries } from './scenario.ts';
import { DEATHS, type Point, pointText, type Strike, Watch } from './watch.ts';

export interface ScenarioRun {
  readonly scenario: CrashScenario;
  readonly strikes: ReadonlyArray<Strike>;
  /** Every request of the scenario, in order. */
  readonly points: ReadonlyArray<Point>;
  /** How many of the accidents happened. */
  readonly struck: number;
  /** Processes that ended. */
  readonly deaths: number;
  readonly violations: ReadonlyArray<Violation>;
  readonly end: EndState;
  readonly journal: Journal;
}

/** The same strikes give the same run, request by request. */
export async function runScenario(
  scenario: CrashScenario,
  strikes: ReadonlyArray<Strike> = [],
): Promise<ScenarioRun> {
  const watch = new Watch(scenario, strikes);
  const world = new SimulatedWorld(scenario.plan, watch.accidentOf);
  watch.onStruck = ({ instance }, point, { accident }) => {
    world.journal.news(instance.name, () => `ACCIDENT, ${accident} request ${pointText(point)}`);
  };
  const live = new Set<string>();
  world.tenant.on((event) => {
    if (event.type === 'subscriptionCreated') live.add(event.subscriptionId);
    else if (event.type === 'subscriptionDeleted' || event.type === 'subscriptionExpired') {
      live.delete(event.subscriptionId);
    }
  });
  scenario.prepare?.(world, strikes.length > 0);
  await workOff(world, scenario.plan);
  if (world.checker.violations.length === 0) world.checkEnding();
  if (isAboutSummaries(scenario)) world.checker.checkSummaries();
  return {
    scenario,
    strikes,
    points: watch.points,
    struck: watch.struck,
    deaths: world.tallies.deaths,
    violations: world.checker.violations,
    end: endStateOf(world, scenario, live.size),
    journal: world.journal,
  };
}

/** Undefined when every rule held, every accident happened, and the end is the undisturbed one. */
export function whatIsWrong(
  { strikes, violations, struck, deaths, end }: ScenarioRun,
  undisturbed: ScenarioRun,
): string | undefined {
  if (violations.length > 0) return violations.map(({ rule, message }) => `${rule}: ${message}`).join('\n');
  if (struck < strikes.length) {
    return `of ${strikes.length} accidents only ${struck} happened: nothing was shown`;
  }
  const died = strikes.filter(({ accident }) => DEATHS.includes(accident)).length;
  if (died > 0 && deaths < died) return `${died} processes were to end, and ${deaths} did`;
  return differenceOf(end, undisturbed.end);
}
