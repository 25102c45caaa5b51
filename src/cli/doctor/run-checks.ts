/** Runs checks one after the other; what depends on a fault is unknown because of it, and not another fault. */

import type { Check, CheckId, Finding } from './check.ts';
import type { Examination } from './examination.ts';

export interface Result {
  readonly check: Check;
  readonly finding: Finding;
}

/** The results in the order of the checks, each as soon as it is there. A check comes after those it needs. */
export async function* runChecks(
  checks: ReadonlyArray<Check>,
  examination: Examination,
): AsyncGenerator<Result> {
  const findings = new Map<CheckId, Finding>();
  for (const check of checks) {
    const because = check.needs.map((id) => rootOf(id, findings)).find((id) => id !== undefined);
    const finding =
      because === undefined ? await findingOf(check, examination, findings) : hidden(because, checks);
    findings.set(check.id, finding);
    yield { check, finding };
  }
}

/** The check with the fault that hides what depends on this one; undefined when nothing is hidden. */
function rootOf(id: CheckId, findings: ReadonlyMap<CheckId, Finding>): CheckId | undefined {
  const finding = findings.get(id);
  if (finding === undefined) throw new Error(`the check ${id} has not run yet`);
  if (finding.status === 'fail') return id;
  return finding.status === 'unknown' ? finding.because : undefined;
}

function hidden(because: CheckId, checks: ReadonlyArray<Check>): Finding {
  const cause = checks.find(({ id }) => id === because);
  return { status: 'unknown', evidence: `because of ${cause?.about}: ${cause?.title}`, because };
}

/** A check that fails over itself says nothing about what it looks at. Messages of others may hold more than they should. */
async function findingOf(
  check: Check,
  examination: Examination,
  findings: ReadonlyMap<CheckId, Finding>,
): Promise<Finding> {
  try {
    return await check.run(examination, findings);
  } catch (error) {
    return {
      status: 'unknown',
      evidence: `the check ended with ${error instanceof Error ? error.name : 'an error'}`,
    };
  }
}
