/**
 * A check looks at one thing and has one finding. Checks run one after the other: what depends on a fault is hidden by
 * it, and is not another fault.
 */

import type { Examination } from './examination.ts';
import { type CheckId, type Finding, type Findings, hidden, unknown } from './finding.ts';

export interface Check {
  readonly id: CheckId;
  /** The heading under which the report shows it. */
  readonly about: 'Settings' | 'Storage' | 'Graph' | 'Webhook' | 'Subscription' | 'Call records';
  readonly title: string;
  /** The check is hidden when one of these found a fault, or is hidden itself. */
  readonly needs: ReadonlyArray<CheckId>;
  /** `findings`: those of the checks before. */
  run(examination: Examination, findings: Findings): Promise<Finding>;
}

export interface Result {
  readonly check: Check;
  readonly finding: Finding;
}

/** The results in the order of the checks, each as soon as it is known. A check comes after those it needs. */
export async function* runChecks(
  checks: ReadonlyArray<Check>,
  examination: Examination,
): AsyncGenerator<Result> {
  const findings = new Map<CheckId, Finding>();
  for (const check of checks) {
    const cause = check.needs.map((id) => causeOf(id, findings)).find((id) => id !== undefined);
    const finding = cause === undefined ? await findingOf(check, examination, findings) : hidden(cause);
    findings.set(check.id, finding);
    yield { check, finding };
  }
}

/** The check whose fault hides what depends on this one; undefined when nothing is hidden. */
function causeOf(id: CheckId, findings: Findings): CheckId | undefined {
  const finding = findings.get(id);
  if (finding === undefined) throw new Error(`the check ${id} has not run yet`);
  switch (finding.status) {
    case 'fail':
      return id;
    case 'pass':
      return undefined;
    case 'unknown':
    case 'hidden':
      return finding.because;
  }
}

/** A check that throws says nothing about what it looks at. The message of an unexpected error may hold a secret. */
async function findingOf(check: Check, examination: Examination, findings: Findings): Promise<Finding> {
  try {
    return await check.run(examination, findings);
  } catch (error) {
    return unknown(`the check ended with ${error instanceof Error ? error.name : 'an error'}`);
  }
}
