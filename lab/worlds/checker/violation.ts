/** What must never happen in any world. */

export const RULES = {
  noRegression: 'a stored version never goes back',
  wholeVersion: 'whoever reads the head sees one whole version, with as many rows as Graph had',
  accounted: 'what was answered with 2xx is queued, pending, stored or a dead letter',
  closed: 'nothing of a forged notification is kept',
  patience: 'nothing is asked before Graph allowed it, nor more than it allows',
  deserved: 'only what cannot be handled becomes a dead letter',
  complete:
    'in the end every call that Graph shows is stored at its newest version, and nothing else is left',
  drained: 'once the weather is fair, all that waits is worked off',
  healthy: 'once all is worked off, health has no complaint',
} as const;
export type Rule = keyof typeof RULES;

export interface Violation {
  readonly rule: Rule;
  readonly message: string;
  readonly at: Date;
  readonly callId: string | undefined;
}

/** Takes a violation down; `callId` is undefined for what concerns no single call. */
export type Report = (rule: Rule, message: string, callId?: string) => void;
