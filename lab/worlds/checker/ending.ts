/** Rule 6: what must be there when all is worked off, and what must not. */

import type { TrueCall } from '../../graph/call.ts';
import { isShownAt } from '../../graph/call.ts';
import type { SimulatedTenant } from '../../graph/tenant.ts';
import { documentFault } from '../../judge/document.ts';
import { dayFault, streamsFault, userFaults } from '../../judge/faults.ts';
import { versionOf, versionText } from '../../judge/truth.ts';
import { isNamedIn } from '../../judge/users.ts';
import type { Accounts } from './accounts.ts';
import { type Heads, isIncomplete } from './heads.ts';
import type { Kept } from './kept.ts';
import type { LeftOut } from './left-out.ts';
import type { Report } from './violation.ts';

/** Of the stored calls, every so many has its document taken apart and compared. */
const COMPARED_DOCUMENTS = 5;

export interface EndingOptions {
  readonly tenant: SimulatedTenant;
  readonly now: number;
  readonly heads: Heads;
  readonly accounts: Accounts;
  readonly kept: Kept;
  readonly leftOut: LeftOut;
  readonly isStored: (callId: string, startedAt: number) => boolean;
  readonly report: Report;
}

export function checkEnding(options: EndingOptions): void {
  const { tenant, heads, accounts, kept, report } = options;
  const truth = tenant.truth();
  for (const [index, call] of truth.entries()) {
    if (kept.isRefused(call.callId)) continue;
    checkStored(options, call);
    checkFound(options, call.callId, index % COMPARED_DOCUMENTS === 0);
  }
  const known = new Set(truth.map(({ callId }) => callId));
  for (const callId of heads.stored.callIds) {
    if (kept.isRefused(callId)) continue;
    if (heads.of(callId) !== undefined && !known.has(callId))
      report('complete', 'it is stored, and Graph never had it', callId);
    const [leftover, ...more] = heads.leftoversOf(callId);
    if (leftover === undefined || accounts.unstorable.get(callId)?.mayLeaveRows === true) continue;
    report('complete', `rows of other generations are left: ${leftover} and ${more.length} more`, callId);
  }
}

function checkStored({ now, heads, accounts, isStored, report }: EndingOptions, call: TrueCall): void {
  const { callId, newestVersion, lastModifiedDateTime } = call;
  if (newestVersion === undefined || lastModifiedDateTime === undefined) return;
  const startedAt = new Date(call.startDateTime).getTime();
  const isShown = isShownAt(now, { startedAt, availableAt: call.availableAt.getTime() });
  const told = accounts.toldOf(callId);
  const state = accounts.pendingStateOf(callId);
  const head = heads.of(callId);
  if (!isShown) {
    const isKept = told === undefined || state !== undefined || head !== undefined;
    if (!isKept) report('complete', 'Graph never showed it, and nothing says so', callId);
    return;
  }
  if (state !== undefined) report('drained', `it is still pending: ${state}`, callId);
  const newest = versionText(versionOf(newestVersion, lastModifiedDateTime));
  if (accounts.unstorable.has(callId)) {
    const isLeftToOperators = [...accounts.deadLetters.values()].some(
      (letter) => letter.callId === callId && letter.state !== 'stored' && letter.state !== 'dismissed',
    );
    if (!isLeftToOperators)
      report('complete', 'it cannot be stored, and no unresolved dead letter says so', callId);
  } else if (!isStored(callId, startedAt)) {
    const stored = head === undefined ? 'nothing' : versionText(head);
    report('complete', `Graph has ${newest}, and ${stored} is stored`, callId);
  }
}

/** A stored call is found by its day, and by everyone who took part; its document is what Graph had. */
function checkFound(
  { tenant, heads, leftOut, report }: EndingOptions,
  callId: string,
  isCompared: boolean,
): void {
  const call = heads.stored.of(callId);
  const { head } = call;
  if (head === undefined) return;
  const faults = [
    dayFault(tenant.tenantId, callId, call),
    streamsFault(tenant.tenantId, callId, call),
    isIncomplete(head) ? 'it still says that some of it may be missing' : undefined,
  ];
  // Of an excluded call there is neither; that is a rule of its own.
  const erasures = leftOut.erasuresOf(callId);
  const isRead = !head.isWithheld && (isCompared || erasures.length > 0);
  const record = isRead ? tenant.recordOf(callId, Number(head.version)) : undefined;
  if (record !== undefined) {
    const text = JSON.stringify(record).toLowerCase();
    const naming = erasures.filter(({ ids }) => isNamedIn(text, ...ids));
    faults.push(...userFaults(tenant.tenantId, call, record, leftOut.goneFrom(callId, record)));
    faults.push(documentFault(call.current('CallRecordDocuments'), record, naming));
  }
  for (const fault of faults) if (fault !== undefined) report('complete', fault, callId);
}
