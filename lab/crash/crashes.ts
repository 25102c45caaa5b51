/** The crashes of the command line: all scenarios, or one, or one run of one. */

import { type Enumeration, type Extent, enumerate } from './enumerate.ts';
import { failureText, sizeText } from './report.ts';
import { type Failure, runDisturbed, runScenario } from './run-scenario.ts';
import type { CrashScenario } from './scenario.ts';
import { SCENARIOS } from './scenarios/index.ts';
import type { Strike } from './watch.ts';

export interface CrashOptions {
  /** Only this one. */
  readonly scenario: CrashScenario | undefined;
  /** Only this run of it. */
  readonly strikes: ReadonlyArray<Strike>;
  /** Two deaths in a row of each scenario: all of them, or so many drawn ones. */
  readonly pairs: Extent['pairs'];
  /** What is drawn follows from it. */
  readonly seed: number;
  readonly print: (line: string) => void;
}

/** Deaths before and after every request, every lost reply, and deaths twice in a row. Resolves with whether all ended well. */
export async function runCrashes({ scenario, strikes, pairs, seed, print }: CrashOptions): Promise<boolean> {
  if (scenario !== undefined && strikes.length > 0) {
    const failure = await again(scenario, strikes);
    print(failure === undefined ? `${scenario.name}: ended well` : failureText(failure));
    return failure === undefined;
  }
  const enumerations: Array<Enumeration> = [];
  for (const one of scenario === undefined ? SCENARIOS : [scenario]) {
    const enumeration = await enumerate(one, { deaths: 'all', lostReplies: 'all', pairs }, seed);
    enumerations.push(enumeration);
    print(sizeText(enumeration));
    for (const failure of enumeration.failures) print(failureText(failure));
  }
  print(sumText(enumerations));
  return enumerations.every(({ failures }) => failures.length === 0);
}

async function again(scenario: CrashScenario, strikes: ReadonlyArray<Strike>): Promise<Failure | undefined> {
  const { failure } = await runDisturbed(scenario, strikes, await runScenario(scenario, []));
  return failure;
}

function sumText(enumerations: ReadonlyArray<Enumeration>): string {
  const sum = (count: (enumeration: Enumeration) => number) =>
    enumerations.reduce((total, enumeration) => total + count(enumeration), 0).toLocaleString('en-US');
  return [
    `${sum(({ undisturbed }) => undisturbed.points.length)} requests`,
    `${sum(({ deaths }) => deaths)} deaths`,
    `${sum(({ lostReplies }) => lostReplies)} lost replies`,
    `${sum(({ pairs }) => pairs)} deaths twice in a row`,
    `${sum(({ failures }) => failures.length)} failures`,
  ].join(', ');
}
