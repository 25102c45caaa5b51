/** Rules 3 and 7: nothing that was promised is ever nowhere, and only what deserves it is given up on. */

import type { StoredRow } from '../../../src/tables/cell.ts';
import { type Row, textOf } from '../../judge/row.ts';
import { isNewer, type TrueVersion, versionText } from '../../judge/truth.ts';
import type { WithheldRows } from '../../judge/withheld.ts';
import type { Heads } from './heads.ts';
import type { Kept } from './kept.ts';
import { callIn, meaningOf } from './message-text.ts';
import type { Truth } from './truth.ts';
import type { Report } from './violation.ts';

interface DeadLetter {
  readonly callId: string | undefined;
  readonly state: string;
  /** What the message meant. */
  readonly body: string;
}

export class Accounts {
  /**
   * Calls whose record cannot be stored: in the end each is a dead letter that is left to operators. `mayLeaveRows`: a
   * process that ends while it writes leaves rows that no head will ever name.
   */
  readonly unstorable = new Map<string, { readonly mayLeaveRows: boolean }>();
  readonly tenantId: string;
  readonly #truth: Truth;
  readonly #heads: Heads;
  readonly #kept: Kept;
  readonly #withheld: WithheldRows;
  readonly #report: Report;
  /** The newest version of which a notification was answered with 2xx. */
  readonly #told = new Map<string, TrueVersion>();
  /** Messages in the queue and the poison queue. */
  readonly #messages = new Map<string, number>();
  readonly #dead = new Map<string, DeadLetter>();
  /** Calls of which Graph answered a request with what no later try can be expected to change. */
  readonly #refused = new Set<string>();
  /** Calls that Graph showed in an older version than it had: ingest cannot know, and the list of their hour says so. */
  readonly #shownStale = new Set<string>();
  /** Calls of which a delivery failed although nothing was wrong around it. */
  readonly #failedAlone = new Map<string, string>();

  constructor(
    tenantId: string,
    truth: Truth,
    heads: Heads,
    { kept, withheld }: { readonly kept: Kept; readonly withheld: WithheldRows },
    report: Report,
  ) {
    this.tenantId = tenantId;
    this.#truth = truth;
    this.#heads = heads;
    this.#kept = kept;
    this.#withheld = withheld;
    this.#report = report;
  }

  get deadLetters(): ReadonlyMap<string, DeadLetter> {
    return this.#dead;
  }

  pendingStateOf(callId: string): string | undefined {
    const row = this.pendingRowOf(callId);
    return row && textOf(row, 'State');
  }

  pendingRowOf(callId: string): Row | undefined {
    return this.#heads.stored.of(callId).rows('PendingCallRecords')[0];
  }

  /** Calls whose pending row says that they are tried again. */
  waitingCalls(): ReadonlyArray<string> {
    return this.#heads.stored.callIds.filter((callId) => this.pendingStateOf(callId) === 'waiting');
  }

  toldOf(callId: string): TrueVersion | undefined {
    return this.#told.get(callId);
  }

  /** The webhook answered a notification of this version with 2xx. */
  promised(callId: string, version: TrueVersion): void {
    const before = this.#told.get(callId);
    if (before === undefined || isNewer(version, before)) this.#told.set(callId, version);
    this.#check(callId, 'its notification was answered with 2xx');
  }

  sent(text: string): void {
    this.#count(callIn(text, this.tenantId) ?? meaningOf(text), 1);
  }

  deleted(text: string): void {
    const callId = callIn(text, this.tenantId);
    const left = this.#count(callId ?? meaningOf(text), -1);
    if (callId !== undefined) this.#check(callId, 'its message was deleted');
    else if (left === 0 && !this.#isDead(text)) {
      this.#report('accounted', `a message that is not ours was deleted and is not a dead letter: ${text}`);
    }
  }

  /** Counts the messages of a call, or those of one meaning that are not ours; returns how many there are now. */
  #count(what: string, change: number): number {
    const count = (this.#messages.get(what) ?? 0) + change;
    this.#messages.set(what, count);
    return count;
  }

  pendingDeleted(callId: string): void {
    this.#check(callId, 'its pending row was deleted');
  }

  deadLetterWritten(key: string, row: StoredRow | undefined): void {
    const before = this.#dead.get(key);
    if (row === undefined) this.#dead.delete(key);
    else this.#dead.set(key, deadLetterIn(row));
    const now = this.#dead.get(key);
    if (before === undefined && now !== undefined) this.#checkDeserved(key, now);
    if (before?.callId !== undefined && before.state !== now?.state) {
      this.#check(before.callId, `its dead letter became ${now?.state ?? 'nothing'}`);
    }
  }

  /** Graph answered a request for this call with 400, or with an error in a 200. */
  refused(callId: string): void {
    this.#refused.add(callId);
  }

  isShownStale(callId: string): boolean {
    return this.#shownStale.has(callId);
  }

  /** Graph answered with the version before the newest. */
  shownStale(callId: string): void {
    this.#shownStale.add(callId);
  }

  /** A delivery of a message about this call failed although nothing was wrong around it. */
  failedAlone(callId: string, error: unknown): void {
    this.#failedAlone.set(callId, String(error));
  }

  #check(callId: string, what: string): void {
    const told = this.#told.get(callId);
    if (told === undefined || this.#isAccounted(callId, told) || this.#kept.isRefused(callId)) return;
    const head = this.#heads.of(callId);
    if (head !== undefined && this.#shownStale.has(callId)) return;
    const stored = head === undefined ? 'nothing is stored' : `${versionText(head)} is stored`;
    this.#report('accounted', `${what}, and ${versionText(told)} is nowhere: ${stored}`, callId);
  }

  #isAccounted(callId: string, told: TrueVersion): boolean {
    if ((this.#messages.get(callId) ?? 0) > 0 || this.pendingStateOf(callId) !== undefined) return true;
    const head = this.#heads.of(callId);
    if (head !== undefined && !isNewer(told, head)) return true;
    return [...this.#dead.values()].some(
      (letter) => letter.callId === callId && letter.state !== 'replayed' && letter.state !== 'stored',
    );
  }

  /** A message of ours is given up on only by the host, when processes end, or storage fails, at every delivery. */
  #checkDeserved(key: string, { callId, body }: DeadLetter): void {
    if (callId === undefined || callIn(body, this.tenantId) === undefined) return;
    if (this.#truth.newestOf(callId) === undefined || this.unstorable.has(callId)) return;
    if (this.#refused.has(callId)) return;
    const failure = this.#failedAlone.get(callId);
    if (failure !== undefined) {
      this.#report(
        'deserved',
        `it became a dead letter by a failure of the program's own: ${failure}`,
        callId,
      );
    } else if (key.startsWith('call-records ')) {
      this.#report('deserved', 'ingest gave it up, and nothing was wrong with the record', callId);
    }
  }

  #isDead(text: string): boolean {
    const meaning = this.#withheld.withoutErased(meaningOf(text));
    return [...this.#dead.values()].some(({ body }) => this.#withheld.withoutErased(body) === meaning);
  }
}

function deadLetterIn({ cells }: StoredRow): DeadLetter {
  const callId = cells.CallId?.value;
  const parts = [cells.Body, cells.Body2, cells.Body3].map((cell) => cell?.value ?? '');
  return {
    callId: typeof callId === 'string' ? callId : undefined,
    state: String(cells.State?.value),
    body: meaningOf(parts.join('')),
  };
}
