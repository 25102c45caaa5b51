/** What must never happen in any world. */

export const RULES = {
  noRegression: 'a stored version never goes back',
  wholeVersion: 'a reader of the head sees one whole version, with as many rows as Graph had',
  accounted: 'what was answered with 2xx is queued, pending, stored or a dead letter',
  closed: 'nothing of a forged notification is kept, and its sender sees nothing of it',
  separate: 'the subscription of another deployment is left alone',
  patience: 'Graph is not asked earlier or more often than it allows',
  deserved: 'only what cannot be handled becomes a dead letter',
  complete:
    'in the end every call that Graph shows is stored at its newest version, and nothing else is left',
  summed: 'in the end the summary of each day that was listed says what its media streams say',
  known:
    'in the end every user of the tenant in a call of a listed day is found, by the name in the latest call',
  forgotten: 'what is not kept any more is deleted whole, and does not come back',
  leftOut:
    'in the end nothing tells of an erased user, and of the calls of an excluded one only heads are stored',
  handedOver:
    'what a person is handed over is all that is stored of them, and nothing of calls that do not name them',
  drained: 'once nothing goes wrong any more, all waiting work is done',
  healthy: 'health says what is wrong while it is wrong, and nothing once all work is done',
  honest: 'health is red while what was shown here is on no way to being stored, or an hour to being listed',
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
