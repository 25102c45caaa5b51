/** The whole Graph surface: authentication, faults, throttling, the operation, the headers of every answer. */

import type { Random } from '../../random.ts';
import type { CallRegister } from '../calls/call-register.ts';
import type { Emit } from '../events.ts';
import {
  brokenResponse,
  forbidden,
  INSTEAD_OF_AN_ANSWER,
  nextLinkOf,
  refusalOf,
  SPOILING,
  throttled,
  WITH_NEXT_PAGE,
  withBentLink,
} from '../faults/disturbed-answer.ts';
import type { DisturbableRequest, Fault, FaultSet } from '../faults/fault-set.ts';
import type { CallRecordRequest } from './call-record-document.ts';
import { getCallRecord, listCallRecords, listParticipants, listSessions } from './call-records.ts';
import { operationOf } from './operation.ts';
import { type Preferences, preferencesOf, writeDocument } from './preferences.ts';
import {
  type Answer,
  badRequest,
  errorBody,
  GraphError,
  type GraphRequest,
  type GraphResponse,
} from './response.ts';
import { retryAfterUntil } from './retry-after.ts';
import type { SubscriptionAnswers } from './subscriptions.ts';
import { type ThrottleScope, Throttling, throttleScopes } from './throttling.ts';

/** The only token that the simulated Graph accepts. */
export const SIMULATED_TOKEN = 'simulated-graph';

export interface ResponderOptions {
  readonly random: Random;
  readonly now: () => number;
  readonly calls: CallRegister;
  readonly subscriptions: SubscriptionAnswers;
  readonly faults: FaultSet;
  readonly throttling: boolean;
  readonly emit: Emit;
  /** Publishes a next version of a call's record (the fault "version-moves"). */
  readonly publishVersion: (callId: string) => void;
}

/** One request on its way through. */
interface Visit extends DisturbableRequest {
  readonly body: string | undefined;
  readonly headers: ReadonlyMap<string, string>;
  readonly address: URL;
  readonly preferences: Preferences;
  readonly scopes: ReadonlyArray<ThrottleScope>;
  readonly startedAt: number;
  fault: Fault | undefined;
  refusedScope: ThrottleScope | undefined;
}

export class Responder {
  readonly #options: ResponderOptions;
  readonly #throttling = new Throttling();

  constructor(options: ResponderOptions) {
    this.#options = options;
  }

  async respond(request: GraphRequest): Promise<GraphResponse> {
    const visit = this.#visit(request);
    const earlyByMilliseconds = this.#throttling.earlyBy(visit.scopes, visit.startedAt);
    const response = await this.#response(visit);
    const retryAfter = response.headers['Retry-After'];
    const until = retryAfterUntil(retryAfter, visit.startedAt);
    const scope = visit.refusedScope ?? visit.scopes[0];
    if (until !== undefined && scope !== undefined) this.#throttling.askPatience(scope, until);
    const { operation } = visit;
    this.#options.emit(this.#options.now(), {
      type: 'requestAnswered',
      method: visit.method,
      operation: operation.kind,
      path: visit.address.pathname,
      callId: 'callId' in operation ? operation.callId : undefined,
      subscriptionId: 'subscriptionId' in operation ? operation.subscriptionId : undefined,
      status: response.status,
      retryAfter,
      earlyByMilliseconds,
      fault: visit.fault?.name,
    });
    return response;
  }

  #visit({ method, url, headers, body }: GraphRequest): Visit {
    const address = new URL(url);
    const operation = operationOf(method.toUpperCase(), address.pathname);
    const lowercase = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    return {
      method: method.toUpperCase(),
      operation,
      url,
      body,
      address,
      headers: lowercase,
      preferences: preferencesOf(lowercase.get('prefer')),
      scopes: throttleScopes(operation),
      startedAt: this.#options.now(),
      fault: undefined,
      refusedScope: undefined,
    };
  }

  async #response(visit: Visit): Promise<GraphResponse> {
    try {
      this.#authenticate(visit);
      const instead = this.#strike(INSTEAD_OF_AN_ANSWER, visit);
      if (instead !== undefined) {
        const refusal = refusalOf(instead, visit.startedAt);
        if (refusal !== undefined) throw refusal;
        return brokenResponse(instead, this.#written({ status: 200, body: {} }, visit));
      }
      this.#throttle(visit);
      const answer = this.#bend(await this.#answer(visit), visit);
      const response = this.#written(answer, visit);
      const spoiling = answer.body === undefined ? undefined : this.#strike(SPOILING, visit);
      return spoiling === undefined ? response : brokenResponse(spoiling, response);
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      return this.#refused(error, visit);
    }
  }

  #authenticate({ headers }: Visit): void {
    const authorization = headers.get('authorization');
    if (authorization === `Bearer ${SIMULATED_TOKEN}`) return;
    const message =
      authorization === undefined ? 'Access token is empty.' : 'IDX14100: JWT is not well formed.';
    throw new GraphError(401, 'InvalidAuthenticationToken', message);
  }

  #throttle(visit: Visit): void {
    if (!this.#options.throttling) return;
    const { scopes, startedAt } = visit;
    const refusal = this.#throttling.refusal(scopes, startedAt);
    if (refusal === undefined) return;
    visit.refusedScope = refusal.scope;
    throw throttled(String(Math.max(1, Math.ceil((refusal.until - startedAt) / 1000))));
  }

  #strike(names: Parameters<FaultSet['takeForRequest']>[0], visit: Visit): Fault | undefined {
    const fault = this.#options.faults.takeForRequest(names, visit, visit.startedAt);
    if (fault !== undefined) visit.fault = fault;
    return fault;
  }

  async #answer(visit: Visit): Promise<Answer> {
    const { operation, address, body } = visit;
    const { calls, subscriptions } = this.#options;
    const root = `${address.origin}/v1.0`;
    const roleMissing = this.#strike(['forbidden'], visit) !== undefined;
    if (roleMissing && operation.kind !== 'createSubscription') throw forbidden();
    const request: CallRecordRequest = {
      root,
      parameters: address.searchParams,
      preferences: visit.preferences,
      now: visit.startedAt,
    };
    switch (operation.kind) {
      case 'listCallRecords':
        return listCallRecords(calls, request);
      case 'getCallRecord':
        return getCallRecord(calls, operation.callId, request);
      case 'listSessions':
        return listSessions(calls, operation.callId, request);
      case 'listParticipants':
        return listParticipants(calls, operation.callId, request);
      case 'listSubscriptions':
        return subscriptions.list(root);
      case 'createSubscription':
        return await subscriptions.create(body, root, roleMissing);
      case 'getSubscription':
        return subscriptions.get(operation.subscriptionId, root);
      case 'updateSubscription':
        return await subscriptions.update(operation.subscriptionId, body, root);
      case 'deleteSubscription':
        return subscriptions.delete(operation.subscriptionId);
      case 'reauthorizeSubscription':
        return subscriptions.reauthorize(operation.subscriptionId);
      case 'unknown':
        throw badRequest(`Resource not found for the segment '${address.pathname}'.`);
    }
  }

  #bend(answer: Answer, visit: Visit): Answer {
    if (nextLinkOf(answer) === undefined) return answer;
    const fault = this.#strike(WITH_NEXT_PAGE, visit);
    if (fault === undefined) return answer;
    if (fault.name === 'version-moves' && 'callId' in visit.operation) {
      this.#options.publishVersion(visit.operation.callId);
    }
    return withBentLink(answer, fault, visit.url);
  }

  #written({ status, body, headers }: Answer, visit: Visit): GraphResponse {
    const content = body === undefined ? '' : writeDocument(body, visit.preferences);
    const omitted = visit.preferences.omitNulls ? { 'Preference-Applied': 'omit-values=nulls' } : {};
    const contentType =
      body === undefined ? {} : { 'Content-Type': 'application/json; odata.metadata=minimal; charset=utf-8' };
    return {
      status,
      headers: { ...this.#commonHeaders(visit), ...contentType, ...omitted, ...headers },
      body: content,
    };
  }

  #refused(error: GraphError, visit: Visit): GraphResponse {
    const headers = this.#commonHeaders(visit);
    const ids = {
      date: new Date(visit.startedAt),
      requestId: headers['request-id'],
      clientRequestId: headers['client-request-id'],
    };
    return {
      status: error.status,
      headers: { ...headers, 'Content-Type': 'application/json', ...error.headers },
      body: JSON.stringify(errorBody(error, ids)),
    };
  }

  /** What support asks for; client-request-id is the client's own, or else the request's. */
  #commonHeaders({
    headers,
    startedAt,
  }: Visit): Record<'Date' | 'request-id' | 'client-request-id' | 'x-ms-ags-diagnostic', string> {
    const requestId = this.#options.random.guid();
    const server = {
      DataCenter: 'Simulated',
      Slice: 'E',
      Ring: '1',
      ScaleUnit: '000',
      RoleInstance: 'SIM0000',
    };
    return {
      Date: new Date(startedAt).toUTCString(),
      'request-id': requestId,
      'client-request-id': headers.get('client-request-id') ?? requestId,
      'x-ms-ags-diagnostic': JSON.stringify({ ServerInfo: server }),
    };
  }
}
