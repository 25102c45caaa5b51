/** What it means that a fault is named. */

import { expect } from 'vitest';
import type { CheckId, FaultKind, Findings } from '../../../src/cli/doctor/finding.ts';

export interface NamedFault {
  /** The lines that fail, and no others. */
  readonly fails: ReadonlyArray<CheckId>;
  readonly kind: FaultKind;
  /** What the evidence and the remedy must say. */
  readonly saying: ReadonlyArray<RegExp>;
}

/** Lines that are unknown although nothing is wrong: the simulated Graph's token holds no role. */
const ALWAYS_UNKNOWN: ReadonlyArray<CheckId> = ['role'];

/** All other lines pass, or are hidden or explained by the fault. */
export function expectFault(findings: Findings, { fails, kind, saying }: NamedFault): void {
  expect(failing(findings), JSON.stringify([...findings])).toEqual(fails);
  for (const [id, finding] of findings) {
    if (finding.status === 'fail') {
      expect(finding.kind).toBe(kind);
      for (const words of saying) expect(`${finding.evidence} → ${finding.remedy}`).toMatch(words);
    }
    if (finding.status === 'hidden') expect(fails, id).toContain(finding.because);
    if (finding.status === 'unknown' && !ALWAYS_UNKNOWN.includes(id)) {
      expect(fails, `${id}: ${finding.evidence}`).toContain(finding.because);
    }
  }
}

export function failing(findings: Findings): ReadonlyArray<CheckId> {
  return [...findings].filter(([, { status }]) => status === 'fail').map(([id]) => id);
}
