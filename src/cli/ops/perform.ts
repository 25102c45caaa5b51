/** Does what an operator wants. */

import { backfill } from './backfill.ts';
import type { Task } from './command-line.ts';
import { coverage } from './coverage.ts';
import { deadLetters, showDeadLetter } from './dead-letters.ts';
import type { ExitCode, Operator } from './operator.ts';
import { pending } from './pending.ts';
import { replay } from './replay.ts';
import { replayDeadLetters } from './replay-dead-letters.ts';
import { subscription } from './subscription.ts';

/** Resolves with the exit code; rejects when storage fails. */
export async function perform(operator: Operator, task: Task): Promise<ExitCode> {
  switch (task.kind) {
    case 'replay':
      return await replay(operator, task);
    case 'backfill':
      return await backfill(operator, task);
    case 'deadLetters':
      return await deadLetters(operator, task);
    case 'showDeadLetter':
      return await showDeadLetter(operator, task.rowKey);
    case 'replayDeadLetters':
      return await replayDeadLetters(operator, task);
    case 'pending':
      return await pending(operator);
    case 'coverage':
      return await coverage(operator, task);
    case 'subscription':
      return await subscription(operator);
  }
}
