/** What a measurement is, and what it finds. */

import type { Workbench } from './workbench.ts';

export interface Measurement {
  /** For `--only`, and the name of its place in docs/performance.md. */
  readonly name: string;
  readonly title: string;
  run(workbench: Workbench): Promise<ReadonlyArray<Finding>>;
}

export type Finding = Comparison | Count | Breakdown;

/** Times (or rates) of ours beside those of the least that could do the same, taken in turns. Never a verdict. */
export interface Comparison {
  readonly kind: 'comparison';
  readonly what: string;
  readonly unit: Unit;
  /** What ours is compared with: "bare sends". */
  readonly against: string;
  /** Medians over the rounds. */
  readonly ours: number;
  readonly bare: number;
  /** Ours divided by bare, in each round. */
  readonly ratios: ReadonlyArray<number>;
  /** What we aim at, in words. */
  readonly aim?: string;
}

/** Something that does not depend on the machine. Where it has a limit, the bench fails beyond it. */
export interface Count {
  readonly kind: 'count';
  readonly what: string;
  readonly unit: Unit;
  readonly count: number;
  readonly limit?: number;
}

/** What things are made of: a column for each of them, a row for each part. */
export interface Breakdown {
  readonly kind: 'breakdown';
  readonly what: string;
  readonly unit: Unit;
  readonly columns: ReadonlyArray<string>;
  readonly parts: ReadonlyArray<{ readonly name: string; readonly amounts: ReadonlyArray<number> }>;
}

export type Unit = 'ms' | 'per second' | 'requests' | 'bytes' | 'dollars';

/** The counts beyond their limits. */
export function exceededCounts(findings: ReadonlyArray<Finding>): ReadonlyArray<Count> {
  return findings.filter(
    (finding) => finding.kind === 'count' && finding.limit !== undefined && finding.count > finding.limit,
  ) as ReadonlyArray<Count>;
}
