/**
 * Holds what the pipeline does against what is true, after every write. It decides by itself: it reads raw rows and
 * messages, and asks nothing of the program under test.
 */

import type { TableRequest } from '../../../src/adapters/memory/intercept.ts';
import { DAY_MS, HOUR_MS } from '../../../src/language/milliseconds.ts';
import type { RowKey, StoredRow } from '../../../src/tables/cell.ts';
import type { TableName } from '../../../src/tables/declarations/index.ts';
import type { SimulatorEvent } from '../../graph/events.ts';
import type { RequestFault } from '../../graph/faults.ts';
import type { SimulatedTenant } from '../../graph/tenant.ts';
import { peopleFaults } from '../../judge/people.ts';
import { textOf } from '../../judge/row.ts';
import { CALL_TABLES } from '../../judge/stored-calls.ts';
import { summaryFaults } from '../../judge/summaries.ts';
import { isNewer, type TrueVersion } from '../../judge/truth.ts';
import { Accounts } from './accounts.ts';
import { checkEnding } from './ending.ts';
import { HandedOver } from './handed-over.ts';
import { Heads } from './heads.ts';
import { Kept } from './kept.ts';
import { type Elsewhere, LeftOut } from './left-out.ts';
import { Patience } from './patience.ts';
import type { LifecycleElement } from './promises.ts';
import { Shown } from './shown.ts';
import { Truth } from './truth.ts';
import { Verified } from './verified.ts';
import type { Report, Rule, Violation } from './violation.ts';

export interface CheckerOptions {
  readonly tenant: SimulatedTenant;
  readonly now: () => number;
  /** A row as it stands, or undefined. */
  readonly row: (table: TableName, key: RowKey) => StoredRow | undefined;
  /** All rows of a table, as they stand. */
  readonly rows: (table: TableName) => Iterable<StoredRow>;
  /** How far back the app lists at its first reconcile: of earlier calls it knows what it is told. */
  readonly backfillDays: number;
  /** By how much the clocks of instances are wrong at most. */
  readonly skewMilliseconds: number;
}

/** What no later try can be expected to change, as an answer says it. */
const FINAL_FAULTS: ReadonlySet<string> = new Set<RequestFault>([
  'bad-request',
  'error-in-success',
  'foreign-next-link',
]);

/** After so many the picture is clear. */
const MOST_VIOLATIONS = 20;

export class Checker {
  readonly truth: Truth;
  readonly kept: Kept;
  readonly heads: Heads;
  readonly leftOut: LeftOut;
  readonly handedOver: HandedOver;
  readonly verified: Verified;
  readonly accounts: Accounts;
  readonly patience: Patience;
  readonly shown: Shown;
  readonly violations: Array<Violation> = [];
  readonly #options: CheckerOptions;
  readonly #forged = new Set<string>();
  /** The first hour that is listed begins then; nothing is before the app first got to it. */
  #listedFrom = Number.POSITIVE_INFINITY;
  readonly report: Report;

  constructor(options: CheckerOptions) {
    this.#options = options;
    const { tenant, now } = options;
    this.report = (rule: Rule, message: string, callId?: string) => {
      if (this.violations.length >= MOST_VIOLATIONS) return;
      this.violations.push({ rule, message, at: new Date(now()), callId });
    };
    this.truth = new Truth(tenant);
    const { rows } = options;
    this.kept = new Kept({ ...options, report: this.report });
    this.heads = new Heads(this.truth, this.kept, this.report);
    this.leftOut = new LeftOut({
      tenant,
      rows,
      now,
      heads: this.heads,
      kept: this.kept,
      report: this.report,
    });
    this.handedOver = new HandedOver({ ...this, tenant, rows });
    this.verified = new Verified({ ...this, tenant });
    this.accounts = new Accounts(
      tenant.tenantId,
      this.truth,
      this.heads,
      { kept: this.kept, withheld: this.leftOut.withheld },
      this.report,
    );
    this.patience = new Patience(now, this.report, options.skewMilliseconds);
    this.shown = new Shown(now, this.heads, this.accounts, this.kept, options.skewMilliseconds);
    tenant.on((event) => {
      this.truth.heard(event);
      this.shown.heard(event);
      this.kept.heard(event);
      this.#heardOfAnswer(event);
    });
  }

  /** Only a forger knows this call. */
  forged(callId: string): void {
    this.#forged.add(callId);
  }

  /** A request to a table has changed these rows. */
  written({ table, partitionKey, rowKeys }: TableRequest): void {
    const keys = rowKeys.map((rowKey) => ({ partitionKey, rowKey }));
    const row = (key: RowKey) => this.#options.row(table, key);
    for (const key of keys) this.#checkForged(table, key, row(key));
    const ofCalls = CALL_TABLES.find((name) => name === table);
    if (ofCalls !== undefined) this.heads.written(ofCalls, keys, row);
    if (table === 'Coverage') this.#noteListing();
    for (const key of keys) {
      if (table === 'PendingCallRecords' && row(key) === undefined) this.accounts.pendingDeleted(key.rowKey);
      else if (table === 'Coverage') this.#hourWritten(row(key));
      else if (table === 'Withheld') this.#withheldWritten(key, row(key));
      else if (table === 'DeadLetters') {
        this.accounts.deadLetterWritten(`${partitionKey} ${key.rowKey}`, row(key));
      } else if (table === 'PipelineStatus' && key.rowKey === 'throttle') {
        const notBefore = row(key)?.cells.NotBefore?.value;
        if (typeof notBefore === 'string') this.patience.shared(Date.parse(notBefore));
      }
    }
  }

  sent(text: string): void {
    this.accounts.sent(text);
    for (const callId of this.#forged) {
      if (text.toLowerCase().includes(callId))
        this.report('closed', 'a message carries a forged call', callId);
    }
  }

  /** A 2xx promises what the request told of: these versions, and that a lifecycle event is on its row. */
  promised(versions: ReadonlyMap<string, TrueVersion>, lifecycle: ReadonlyArray<LifecycleElement>): void {
    for (const [callId, version] of versions) {
      this.accounts.promised(callId, version);
      this.shown.notified(callId);
    }
    for (const { subscriptionId, column } of lifecycle) {
      const key = { partitionKey: this.#options.tenant.tenantId, rowKey: subscriptionId };
      if (this.#options.row('Subscriptions', key)?.cells[column] !== undefined) continue;
      this.report(
        'accounted',
        `${column} of subscription ${subscriptionId} was answered with 2xx and not kept`,
      );
    }
  }

  /** Whether the version that must be stored in the end, or a newer one, is stored; or none must be any more. */
  isStored(callId: string, startedAt: number): boolean {
    if (this.kept.isRefused(callId)) return true;
    const isListed = startedAt >= this.#listedFrom;
    // Of an earlier call the app knows only what it was told, and nothing when Graph then showed something older.
    const told = this.accounts.isShownStale(callId) ? undefined : this.accounts.toldOf(callId);
    const wanted = isListed ? this.truth.newestOf(callId) : told;
    const head = this.heads.of(callId);
    return wanted === undefined || (head !== undefined && !isNewer(wanted, head));
  }

  /** Graph forgets this call soon: what is not stored by now is lost. */
  checkBeforeForgotten(callId: string, startedAt: number): void {
    if (this.isStored(callId, startedAt) || this.accounts.unstorable.has(callId)) return;
    this.report('complete', 'Graph is about to forget it, and its newest version is not stored', callId);
  }

  /** Once all is worked off. `elsewhere`: what no table holds. */
  checkEnding(elsewhere: Elsewhere): void {
    const { tenant, now } = this.#options;
    const { heads, accounts, kept, leftOut, report } = this;
    const isStored = (callId: string, startedAt: number) => this.isStored(callId, startedAt);
    checkEnding({ tenant, now: now(), heads, accounts, kept, leftOut, isStored, report });
    kept.checkEnding();
    leftOut.checkEnding(elsewhere);
  }

  /** Once every day has been compared with its calls again. */
  checkSummaries(): void {
    const { tenant, rows } = this.#options;
    const listed = new Set<string>();
    const { refusedBefore } = this.kept;
    for (const { rowKey, cells } of rows('Coverage')) {
      if (cells.CheckedAt && rowKey >= refusedBefore) listed.add(rowKey.slice(0, 10));
    }
    // A day that is not kept any more is frozen, and its calls go.
    const ofKeptDays = (table: TableName) =>
      table === 'QualitySummaries'
        ? [...rows(table)].filter(
            ({ partitionKey }) => partitionKey.slice(-'yyyy-MM-dd'.length) >= refusedBefore,
          )
        : rows(table);
    // Of a day before the first that is listed a call may be known that was notified: a summary of it is right, too.
    const [first = ''] = [...listed].sort();
    const earlier = Array.from(ofKeptDays('QualitySummaries'), ({ partitionKey }) => partitionKey.slice(-10));
    const summed = listed.union(new Set(earlier.filter((day) => day < first)));
    for (const fault of summaryFaults(ofKeptDays, tenant.tenantId, summed)) this.report('summed', fault);
    for (const fault of peopleFaults(rows, tenant.tenantId, listed)) this.report('known', fault);
  }

  #heardOfAnswer(event: SimulatorEvent): void {
    if (event.type !== 'requestAnswered' || event.callId === undefined) return;
    if (event.faults.some((fault) => FINAL_FAULTS.has(fault))) this.accounts.refused(event.callId);
    if (event.faults.includes('stale-version')) this.accounts.shownStale(event.callId);
  }

  #hourWritten(row: StoredRow | undefined): void {
    if (row !== undefined) this.shown.hourWritten(row);
  }

  #withheldWritten(key: RowKey, row: StoredRow | undefined): void {
    if (key.rowKey === 'limits') this.kept.written(row);
    else this.leftOut.written(key, row);
  }

  /** The earliest hour reaches as far back as the app was asked to look when it first listed anything. */
  #noteListing(): void {
    const { now, backfillDays, skewMilliseconds } = this.#options;
    if (Number.isFinite(this.#listedFrom)) return;
    const latestNow = now() + skewMilliseconds;
    this.#listedFrom = Math.floor((latestNow - backfillDays * DAY_MS) / HOUR_MS) * HOUR_MS;
  }

  #checkForged(table: TableName, { partitionKey, rowKey }: RowKey, row: StoredRow | undefined): void {
    if (this.#forged.size === 0) return;
    const body = table === 'DeadLetters' && row !== undefined ? textOf(row, 'Body') : '';
    const text = `${partitionKey} ${rowKey} ${body}`.toLowerCase();
    for (const callId of this.#forged) {
      if (text.includes(callId)) this.report('closed', `a row of ${table} carries a forged call`, callId);
    }
  }
}
