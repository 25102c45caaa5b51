/** Which operation of Graph a request asks for. */

export type Operation =
  | { readonly kind: 'listCallRecords' }
  | { readonly kind: 'getCallRecord'; readonly callId: string }
  | { readonly kind: 'listSessions'; readonly callId: string }
  | { readonly kind: 'listParticipants'; readonly callId: string }
  | { readonly kind: 'listSubscriptions' }
  | { readonly kind: 'createSubscription' }
  | { readonly kind: 'getSubscription'; readonly subscriptionId: string }
  | { readonly kind: 'updateSubscription'; readonly subscriptionId: string }
  | { readonly kind: 'deleteSubscription'; readonly subscriptionId: string }
  | { readonly kind: 'reauthorizeSubscription'; readonly subscriptionId: string }
  | { readonly kind: 'unknown' };

const UNKNOWN: Operation = { kind: 'unknown' };

/** Paths are told apart without regard to case; a key may stand in parentheses, as in `callRecords('…')`. */
export function operationOf(method: string, pathname: string): Operation {
  const [version, ...path] = pathname
    .replace(/\('([^']*)'\)/g, '/$1')
    .split('/')
    .filter((part) => part !== '');
  if (version?.toLowerCase() !== 'v1.0') return UNKNOWN;
  const [first, second, id, last, ...more] = path;
  if (more.length > 0) return UNKNOWN;
  if (first?.toLowerCase() === 'subscriptions') {
    return last === undefined ? subscriptionOperation(method, second, id) : UNKNOWN;
  }
  if (first?.toLowerCase() === 'communications' && second?.toLowerCase() === 'callrecords') {
    return method === 'GET' ? callRecordOperation(id, last) : UNKNOWN;
  }
  return UNKNOWN;
}

function callRecordOperation(id: string | undefined, collection: string | undefined): Operation {
  if (id === undefined) return { kind: 'listCallRecords' };
  const callId = id.toLowerCase();
  switch (collection?.toLowerCase()) {
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
  id: string | undefined,
  action: string | undefined,
): Operation {
  if (id === undefined) {
    if (method === 'GET') return { kind: 'listSubscriptions' };
    return method === 'POST' ? { kind: 'createSubscription' } : UNKNOWN;
  }
  const subscriptionId = id.toLowerCase();
  if (action !== undefined) {
    const reauthorizes = method === 'POST' && action.toLowerCase() === 'reauthorize';
    return reauthorizes ? { kind: 'reauthorizeSubscription', subscriptionId } : UNKNOWN;
  }
  switch (method) {
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
