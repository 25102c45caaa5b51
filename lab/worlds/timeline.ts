/** What happened in a world, as text for readers. */

import type { Violation } from './checker/violation.ts';
import { RULES } from './checker/violation.ts';
import type { WorldFrame } from './plan/frame.ts';
import type { WorldResult } from './run-world.ts';
import type { Journal, JournalEntry } from './world/journal.ts';

/** Lines of a timeline: the end of a story, where it goes wrong, and its beginning. */
const FIRST_LINES = 40;
const LAST_LINES = 120;
const LONGEST_LINE = 220;

/** The command that runs a world again. */
export function replayCommand({ seed, size }: Pick<WorldFrame, 'seed' | 'size'>): string {
  return `npm run simulate -- --seed ${seed}${size === 'small' ? ' --small' : ''}`;
}

/** What broke which rule, the story of the call it was about, and how to see it again. */
export function failureText({ plan, violations, journal }: WorldResult): string {
  const [first] = violations;
  if (first === undefined) return '';
  return [
    `The ${plan.size} world ${plan.seed} breaks a rule.`,
    ...violations.map(violationText),
    '',
    ...timelineOf(journal, first.callId),
    '',
    `Run it again: ${replayCommand(plan)}`,
  ].join('\n');
}

function violationText({ rule, message, at, callId }: Violation): string {
  const about = callId === undefined ? '' : ` call ${callId}:`;
  return `${at.toISOString()} ${rule} (${RULES[rule]}):${about} ${message}`;
}

/** The story of one call with all that concerns every call, or of all. */
export function timelineOf(journal: Journal, callId: string | undefined): ReadonlyArray<string> {
  const entries = journal.entries(callId);
  if (entries.length <= FIRST_LINES + LAST_LINES) return entries.map(line);
  return [
    ...entries.slice(0, FIRST_LINES).map(line),
    `… ${entries.length - FIRST_LINES - LAST_LINES} lines …`,
    ...entries.slice(-LAST_LINES).map(line),
  ];
}

/** What concerned all: weather, instances, the subscription. */
export function newsOf(journal: Journal): ReadonlyArray<string> {
  return journal
    .entries()
    .filter(({ isNews }) => isNews)
    .map(line);
}

function line({ at, who, tell }: JournalEntry): string {
  const text = `${new Date(at).toISOString()}  ${who.padEnd(12)} ${tell()}`;
  return text.length <= LONGEST_LINE ? text : `${text.slice(0, LONGEST_LINE - 1)}…`;
}
