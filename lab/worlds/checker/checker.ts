/**
 * Holds what the pipeline does against what is true, after every write. It decides by itself: it reads raw rows and
 * messages, and asks nothing of the program under test.
 */

import type { TableRequest } from '../../../src/adapters/memory/intercept.ts';
import type { RowKey, StoredRow } from '../../../src/tables/cell.ts';
import {
  type ChildTableName,
  childTableNames,
  type TableName,
} from '../../../src/tables/declarations/index.ts';
import type { SimulatedTenant } from '../../graph/simulated-tenant.ts';
import { Accounts } from './accounts.ts';
import { checkEnding } from './ending.ts';
import { Heads } from './heads.ts';
import { Patience } from './patience.ts';
import { isNewer, type TrueVersion, Truth } from './truth.ts';
import type { Report, Rule, Violation } from './violation.ts';

export interface CheckerOptions {
  readonly tenant: SimulatedTenant;
  readonly now: () => number;
  /** A row as it stands, or undefined. */
  readonly row: (table: TableName, key: RowKey) => StoredRow | undefined;
  readonly rows: (table: TableName) => Iterable<StoredRow>;
  /** How far back the app lists at its first reconcile: of earlier calls it knows what it is told. */
  readonly backfillDays: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** After so many the picture is clear. */
const MOST_VIOLATIONS = 20;

export class Checker {
  readonly truth: Truth;
  readonly heads: Heads;
  readonly accounts: Accounts;
  readonly patience: Patience;
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
    this.heads = new Heads(this.truth, this.report);
    this.accounts = new Accounts(tenant.tenantId, this.truth, this.heads, this.report);
    this.patience = new Patience(now, this.report);
    tenant.on((event) => this.truth.heard(event));
  }

  /** Nobody but a forger knows this call. */
  forged(callId: string): void {
    this.#forged.add(callId);
  }

  /**
   * Nobody can store this call's record: in the end it is a dead letter that is left to people. `mayLeaveRows`: a
   * process that ends while it writes leaves rows that no head will ever name.
   */
  unstorable(callId: string, { mayLeaveRows }: { readonly mayLeaveRows: boolean }): void {
    this.accounts.unstorable.set(callId, { mayLeaveRows });
  }

  written(request: TableRequest): void {
    const { table, operation, partitionKey, rowKeys } = request;
    if (operation === 'get' || operation === 'query') return;
    const row = (rowKey: string) => this.#options.row(table, { partitionKey, rowKey });
    this.#checkForged(request, row);
    const child = childTableNames.find((name): name is ChildTableName => name === table);
    if (child !== undefined) {
      this.heads.childrenWritten(child, request, (rowKey) => row(rowKey) !== undefined);
      return;
    }
    if (table === 'Coverage') this.#noteListing();
    for (const rowKey of rowKeys) {
      if (table === 'CallRecords') this.heads.headWritten(partitionKey, row(rowKey));
      else if (table === 'PendingCallRecords') this.accounts.pendingWritten(rowKey, row(rowKey));
      else if (table === 'DeadLetters') {
        this.accounts.deadLetterWritten(`${partitionKey} ${rowKey}`, row(rowKey));
      } else if (table === 'PipelineStatus' && rowKey === 'throttle') {
        const notBefore = row(rowKey)?.cells.NotBefore?.value;
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
    for (const [callId, version] of versions) this.accounts.promised(callId, version);
    for (const { subscriptionId, column } of lifecycle) {
      const key = { partitionKey: this.#options.tenant.tenantId, rowKey: subscriptionId };
      if (this.#options.row('Subscriptions', key)?.cells[column] !== undefined) continue;
      this.report(
        'accounted',
        `${column} of subscription ${subscriptionId} was answered with 2xx and not kept`,
      );
    }
  }

  /** The version of a call that must be stored in the end; undefined when nobody can know of it. */
  wantedOf(callId: string, startedAt: number): TrueVersion | undefined {
    return startedAt >= this.#listedFrom ? this.truth.newestOf(callId) : this.accounts.toldOf(callId);
  }

  /** Whether that version, or a newer one, is stored. */
  isStored(callId: string, startedAt: number): boolean {
    const wanted = this.wantedOf(callId, startedAt);
    const head = this.heads.of(callId);
    return wanted === undefined || (head !== undefined && !isNewer(wanted, head));
  }

  /** Once all is worked off. */
  checkEnding(): void {
    const { tenant, rows, now } = this.#options;
    const { heads, accounts, report } = this;
    const isStored = (callId: string, startedAt: number) => this.isStored(callId, startedAt);
    checkEnding({ tenant, now: now(), heads, accounts, rows, isStored, report });
  }

  /** The earliest hour reaches as far back as the app was asked to look when it first listed anything. */
  #noteListing(): void {
    const { now, backfillDays } = this.#options;
    if (Number.isFinite(this.#listedFrom)) return;
    this.#listedFrom = Math.floor((now() - backfillDays * DAY_MS) / HOUR_MS) * HOUR_MS;
  }

  #checkForged(
    { table, partitionKey, rowKeys }: TableRequest,
    row: (rowKey: string) => StoredRow | undefined,
  ): void {
    if (this.#forged.size === 0) return;
    for (const rowKey of rowKeys) {
      const body = table === 'DeadLetters' ? String(row(rowKey)?.cells.Body?.value ?? '') : '';
      const text = `${partitionKey} ${rowKey} ${body}`.toLowerCase();
      for (const callId of this.#forged) {
        if (text.includes(callId)) this.report('closed', `a row of ${table} carries a forged call`, callId);
      }
    }
  }
}

/** A lifecycle event that a request told of, and where it is kept. */
export interface LifecycleElement {
  readonly subscriptionId: string;
  readonly column: string;
}
