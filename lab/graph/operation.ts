/** Which operation of Graph a request asks for. */

export type Operation =
  | { readonly kind: 'listCallRecords' | 'listSubscriptions' | 'createSubscription' | 'unknown' }
  | { readonly kind: 'getCallRecord' | 'listSessions' | 'listParticipants'; readonly callId: string }
  | {
      readonly kind: 'getSubscription' | 'updateSubscription' | 'deleteSubscription';
      readonly subscriptionId: string;
    };

const UNKNOWN: Operation = { kind: 'unknown' };

const PATH = /^\/v1\.0\/(?:communications\/(callrecords)|(subscriptions))(?:\/([^/]+))?(?:\/([^/]+))?$/;

/** Paths are told apart without regard to case; a key may stand in parentheses, as in `callRecords('…')`. */
export function operationOf(method: string, pathname: string): Operation {
  const path = pathname
    .toLowerCase()
    .replace(/\('([^']*)'\)/g, '/$1')
    .replace(/\/+/g, '/')
    .replace(/\/$/, '');
  const [, callRecords, subscriptions, id, last] = PATH.exec(path) ?? [];
  if (callRecords !== undefined && method === 'GET') return callRecordOperation(id, last);
  return subscriptions === undefined ? UNKNOWN : subscriptionOperation(method, id, last);
}

function callRecordOperation(callId: string | undefined, collection: string | undefined): Operation {
  if (callId === undefined) return { kind: 'listCallRecords' };
  switch (collection) {
    case undefined:
      return { kind: 'getCallRecord', callId };
    case 'sessions':
      return { kind: 'listSessions', callId };
    case 'participants_v2':
      return { kind: 'listParticipants', callId };
    default:
      return UNKNOWN;
  }
}

function subscriptionOperation(
  method: string,
  subscriptionId: string | undefined,
  action: string | undefined,
): Operation {
  if (subscriptionId === undefined) {
    if (method === 'GET') return { kind: 'listSubscriptions' };
    return method === 'POST' ? { kind: 'createSubscription' } : UNKNOWN;
  }
  switch (action === undefined ? method : `${method} ${action}`) {
    case 'GET':
      return { kind: 'getSubscription', subscriptionId };
    case 'PATCH':
      return { kind: 'updateSubscription', subscriptionId };
    case 'DELETE':
      return { kind: 'deleteSubscription', subscriptionId };
    default:
      return UNKNOWN;
  }
}
