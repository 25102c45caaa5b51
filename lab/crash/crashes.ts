/** The crashes of the command line: all scenarios, or one, or one run of one. */

import { type Enumeration, type Extent, enumerate } from './enumerate.ts';
import { failureText, sizeText, sumText } from './report.ts';
import { runScenario, whatIsWrong } from './run-scenario.ts';
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
    const run = await runScenario(scenario, strikes);
    const what = whatIsWrong(run, await runScenario(scenario));
    print(what === undefined ? `${scenario.name}: ended well` : failureText({ run, what }));
    return what === undefined;
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
